import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { phpMap } from "./php-map.js";

/** An activity; what else the server tells keeps the name it has there. */
export const Activity = openObject({
  activity_id: z.number(),
  app: z.string(),
  /** Such as `file_created`. */
  type: z.string(),
  /** User id of who did it. */
  user: z.string(),
  /** In the account's language. */
  subject: z.string(),
  message: z.string().nullish(),
  object_type: z.string(),
  object_id: z.coerce.number(),
  object_name: z.string().nullish(),
  objects: phpMap(z.unknown()).nullish(),
  datetime: z.string(),
}).transform(({ activity_id, object_type, object_id, object_name, datetime, ...rest }) => ({
  ...rest,
  id: activity_id,
  objectType: object_type,
  objectId: object_id,
  objectName: object_name ?? null,
  createdAt: new Date(datetime),
}));

/** Something that happened. */
export type Activity = z.output<typeof Activity>;
