import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** An export of all data. */
export const RealmExport = openObject({
  id: z.number(),
  acting_user_id: z.number(),
  /** Seconds since 1970, with a fraction. */
  export_time: z.number(),
  deleted_timestamp: z.number().nullable(),
  failed_timestamp: z.number().nullable(),
  /** `null` until it is done. */
  export_url: z.string().nullable(),
  pending: z.boolean(),
  /** A number, and from Zulip 12 on a word. */
  export_type: z.union([z.number(), z.string()]).optional(),
});

export type RealmExport = z.output<typeof RealmExport>;

/** Whether a user consents to an export of private data. */
export const ExportConsent = openObject({ user_id: z.number(), consented: z.boolean() });

export type ExportConsent = z.output<typeof ExportConsent>;
