import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** Who may do something: a group by id, or users and groups taken together. */
export const GroupSetting = z.union([
  z.number(),
  openObject({ direct_members: z.array(z.number()), direct_subgroups: z.array(z.number()) }),
]);

export type GroupSetting = z.output<typeof GroupSetting>;

/** A change of who may do something. */
export interface ChangeGroupSetting {
  new: GroupSetting;
  /** Changes it only while it is this. */
  old?: GroupSetting | undefined;
}
