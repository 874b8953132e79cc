import { openObject } from "@platformq/resilience";
import { z } from "zod";

const clearAt = z
  .number()
  .nullish()
  .transform((seconds) => (seconds ? new Date(seconds * 1000) : null));

/** What everybody sees of a status. */
export const UserStatus = openObject({
  userId: z.string(),
  message: z.string().nullish(),
  /** One emoji. */
  icon: z.string().nullish(),
  clearAt,
  /** `online`, `away`, `busy`, `dnd`, `invisible` or `offline`, or one that is newer. */
  status: z.string(),
});

/** What everybody sees of a status. */
export type UserStatus = z.output<typeof UserStatus>;

/** A status as its owner sees it. */
export const OwnUserStatus = UserStatus.extend({
  messageId: z.string().nullish(),
  messageIsPredefined: z.boolean(),
  statusIsUserDefined: z.boolean(),
});

/** A status as its owner sees it. */
export type OwnUserStatus = z.output<typeof OwnUserStatus>;

/** A message the server proposes. */
export const PredefinedStatus = openObject({
  id: z.string(),
  icon: z.string(),
  message: z.string(),
  /** When it ends by itself: after seconds, or at the end of a day or week. */
  clearAt: openObject({ type: z.string(), time: z.union([z.number(), z.string()]) }).nullish(),
});

/** A message the server proposes. */
export type PredefinedStatus = z.output<typeof PredefinedStatus>;
