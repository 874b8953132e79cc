import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { User } from "../user.js";
import { eventOf, opOf } from "./event.js";

const ids = z.array(z.number());

/** What happens to users and groups of them. */
export const userEvents = [
  opOf("realm_user", "add", { person: User.partial().extend({ user_id: z.number() }) }),
  opOf("realm_user", "remove", { person: openObject({ user_id: z.number() }) }),
  /** Beside `user_id`, the fields that changed. */
  opOf("realm_user", "update", { person: openObject({ user_id: z.number() }) }),
  opOf("realm_bot", ["add", "update", "delete", "remove"], { bot: openObject({ user_id: z.number() }) }),
  eventOf("presence", {
    /** By user id, in the form with `simplified_presence_events`. */
    presences: z.record(z.string(), openObject({ active_timestamp: z.number().optional() })).optional(),
    user_id: z.number().optional(),
    presence: z.record(z.string(), openObject({ status: z.string() })).optional(),
    /** Seconds since 1970, with a fraction. */
    server_timestamp: z.number().optional(),
  }),
  /** What is absent has not changed. */
  eventOf("user_status", {
    user_id: z.number(),
    away: z.boolean().optional(),
    status_text: z.string().optional(),
    emoji_name: z.string().optional(),
    emoji_code: z.string().optional(),
    reaction_type: z.string().optional(),
  }),
  opOf("user_group", "add", { group: openObject({ id: z.number(), name: z.string() }) }),
  opOf("user_group", "update", { group_id: z.number(), data: openObject({}) }),
  opOf("user_group", ["add_members", "remove_members"], { group_id: z.number(), user_ids: ids }),
  opOf("user_group", ["add_subgroups", "remove_subgroups"], {
    group_id: z.number(),
    direct_subgroup_ids: ids,
  }),
  opOf("user_group", "remove", { group_id: z.number() }),
] as const;
