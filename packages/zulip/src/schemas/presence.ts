import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** How present a user is with one kind of client. */
export const ClientPresence = openObject({
  /** `active` or `idle`. */
  status: z.string(),
  /** Seconds since 1970. */
  timestamp: z.number(),
});

export type ClientPresence = z.output<typeof ClientPresence>;

/** How present everybody is, by address and kind of client. */
export const RealmPresence = openObject({
  /** Seconds since 1970, with a fraction. */
  server_timestamp: z.number(),
  presences: z.record(z.string(), z.record(z.string(), ClientPresence)),
});

export type RealmPresence = z.output<typeof RealmPresence>;

/** What the server tells who is there; with `ping_only`, nothing. */
export const PresenceUpdate = openObject({
  /** For `last_update_id` the next time. */
  presence_last_update_id: z.number().optional(),
  /** Seconds since 1970, with a fraction. */
  server_timestamp: z.number().optional(),
  /** By user id where `last_update_id` was given, else by address. */
  presences: z.record(z.string(), openObject({})).optional(),
});

export type PresenceUpdate = z.output<typeof PresenceUpdate>;
