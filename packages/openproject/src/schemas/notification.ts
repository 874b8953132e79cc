import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** Something this account is told of. */
export const Notification = openObject({
  id: z.number(),
  /** Such as `mentioned`, `assigned`, `watched` or `dateAlert`. */
  reason: z.string(),
  /** Whether it was read. */
  readIAN: z.boolean().nullish(),
  createdAt: z.string(),
  updatedAt: z.string(),
  _links: openObject({
    self: Link,
    project: Link,
    resource: Link,
    actor: Link.optional(),
    activity: Link.optional(),
  }),
});

export type Notification = z.output<typeof Notification>;

/** A property a notification is about. */
export const NotificationDetail = openObject({
  property: z.string(),
  value: z.string().nullish(),
  _links: openObject({ self: Link, schema: Link.optional() }),
});

export type NotificationDetail = z.output<typeof NotificationDetail>;
