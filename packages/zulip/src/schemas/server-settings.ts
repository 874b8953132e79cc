import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** What everybody may know of a server. */
export const ServerSettings = openObject({
  zulip_version: z.string(),
  /** What the server can do, as a number that grows. @see https://zulip.com/api/changelog */
  zulip_feature_level: z.number(),
  push_notifications_enabled: z.boolean().optional(),
  is_incompatible: z.boolean().optional(),
  /** Before Zulip 9 only as `realm_uri`. */
  realm_url: z.string().optional(),
  realm_uri: z.string().optional(),
  realm_name: z.string().optional(),
  /** Relative to the server, or absolute. */
  realm_icon: z.string().optional(),
  /** HTML. */
  realm_description: z.string().optional(),
});

export type ServerSettings = z.output<typeof ServerSettings>;
