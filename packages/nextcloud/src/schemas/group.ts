import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** A group; what else the server tells keeps the name it has there. */
export const Group = openObject({
  id: z.string(),
  displayname: z.string(),
  usercount: z.union([z.number(), z.boolean()]).optional(),
  disabled: z.union([z.number(), z.boolean()]).optional(),
  canAdd: z.boolean().optional(),
  canRemove: z.boolean().optional(),
}).transform(({ displayname, usercount, disabled, ...rest }) => ({
  ...rest,
  displayName: displayname,
  /** How many users are in it; `undefined` where the server does not count. */
  userCount: typeof usercount === "number" ? usercount : undefined,
  /** How many of them are disabled. */
  disabledCount: typeof disabled === "number" ? disabled : undefined,
}));

/** A group of users. */
export type Group = z.output<typeof Group>;
