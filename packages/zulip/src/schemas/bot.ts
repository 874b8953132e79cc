import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** A bot, as its owner sees it. */
export const Bot = openObject({
  /** The bot's address; its id is `user_id` where the server gives it. */
  username: z.string().optional(),
  user_id: z.number().optional(),
  full_name: z.string(),
  api_key: z.string().optional(),
  avatar_url: z.string().nullish(),
});

export type Bot = z.output<typeof Bot>;

/** A bot that was created. */
export const CreatedBot = openObject({ user_id: z.number(), api_key: z.string() });

export type CreatedBot = z.output<typeof CreatedBot>;
