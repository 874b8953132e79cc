import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** An account's key. */
export const ApiKey = openObject({
  api_key: z.string(),
  /** The address the API knows the account by. */
  email: z.string(),
  user_id: z.number().optional(),
});

export type ApiKey = z.output<typeof ApiKey>;

const DevUser = openObject({ email: z.string() });

/** The accounts of a development server. */
export const DevUsers = openObject({
  direct_admins: z.array(DevUser),
  direct_users: z.array(DevUser),
});

export type DevUsers = z.output<typeof DevUsers>;
