import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { phpMap } from "./php-map.js";

/** A notification; what else the server tells keeps the name it has there. */
export const Notification = openObject({
  notification_id: z.number(),
  app: z.string(),
  user: z.string(),
  datetime: z.string(),
  object_type: z.string(),
  object_id: z.string(),
  subject: z.string(),
  message: z.string(),
  link: z.string().nullish(),
  subjectRichParameters: phpMap(z.unknown()).optional(),
  messageRichParameters: phpMap(z.unknown()).optional(),
  actions: z.array(openObject({ label: z.string(), link: z.string(), type: z.string() })).default([]),
}).transform(({ notification_id, datetime, object_type, object_id, ...rest }) => ({
  ...rest,
  id: notification_id,
  createdAt: new Date(datetime),
  objectType: object_type,
  objectId: object_id,
}));

/** A notification of this account. */
export type Notification = z.output<typeof Notification>;
