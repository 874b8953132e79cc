import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { GroupSetting } from "./group-setting.js";

/** A group of users. */
export const UserGroup = openObject({
  id: z.number(),
  name: z.string(),
  description: z.string(),
  /** Ids of direct members. */
  members: z.array(z.number()),
  direct_subgroup_ids: z.array(z.number()).optional(),
  is_system_group: z.boolean(),
  deactivated: z.boolean().optional(),
  creator_id: z.number().nullish(),
  /** Seconds since 1970. */
  date_created: z.number().nullish(),
  can_mention_group: GroupSetting.optional(),
  can_manage_group: GroupSetting.optional(),
});

export type UserGroup = z.output<typeof UserGroup>;
