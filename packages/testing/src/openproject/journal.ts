import type { OpenProjectActivity, OpenProjectState, OpenProjectWorkPackage } from "./state.js";

/** Add an entry to the journal of a work package. */
export function addJournalEntry(
  state: OpenProjectState,
  { id: workPackageId }: Pick<OpenProjectWorkPackage, "id">,
  userId: number,
  now: string,
  comment: { text: string; internal: boolean } = { text: "", internal: false },
): OpenProjectActivity {
  const earlier = [...state.activities.values()].filter((entry) => entry.workPackageId === workPackageId);
  const activity: OpenProjectActivity = {
    id: state.nextId(),
    workPackageId,
    userId,
    version: earlier.length + 1,
    comment: comment.text,
    internal: comment.internal,
    reactions: new Map(),
    createdAt: now,
    updatedAt: now,
  };
  state.activities.set(activity.id, activity);
  return activity;
}
