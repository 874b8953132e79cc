import type { Clock } from "../clock.js";
import type { OpenProjectApi, OpenProjectCall } from "./api.js";
import { wholeCollection } from "./collection.js";
import { constraintViolation, missingPermission, notFound, OpenProjectError } from "./errors.js";
import { findWorkPackage } from "./find-work-package.js";
import { formattable } from "./formattable.js";
import { addJournalEntry } from "./journal.js";
import type { Presenter } from "./presenter.js";
import type { OpenProjectActivity, OpenProjectState } from "./state.js";

const REACTIONS: Readonly<Record<string, string>> = {
  thumbs_up: "👍",
  heart: "❤️",
  rocket: "🚀",
  eyes: "👀",
};

/** Journals of work packages, with comments and reactions. */
export function addActivityEndpoints(api: OpenProjectApi, state: OpenProjectState, clock: Clock): void {
  const now = () => new Date(clock.now()).toISOString();
  const find = ({ path, may }: OpenProjectCall): OpenProjectActivity => {
    const activity = state.activities.get(Number(path.id));
    if (activity === undefined) throw notFound();
    findWorkPackage(state, { path: { id: String(activity.workPackageId) }, may });
    return activity;
  };
  const ofWorkPackage = (id: number) =>
    [...state.activities.values()].filter(({ workPackageId }) => workPackageId === id);

  api.on("GET", "/work_packages/{id}/activities", (call) => {
    const { id } = findWorkPackage(state, call);
    const resource = wholeCollection(ofWorkPackage(id), {
      href: call.present.href(`/work_packages/${id}/activities`),
      query: call.query,
      filters: {},
      present: (activity) => activityResource(call.present, activity),
    });
    return { status: 200, resource };
  });

  api.on("POST", "/work_packages/{id}/activities", (call) => {
    const workPackage = findWorkPackage(state, call);
    const text = call.body.formattable("comment") ?? "";
    if (text === "") throw constraintViolation("comment", "Comment can't be blank.");
    const comment = { text, internal: call.body.flag("internal") ?? false };
    const activity = addJournalEntry(state, workPackage, call.user?.id ?? 0, now(), comment);
    return { status: 201, resource: activityResource(call.present, activity) };
  });

  api.on("GET", "/activities/{id}", (call) => ({
    status: 200,
    resource: activityResource(call.present, find(call)),
  }));

  api.on("PATCH", "/activities/{id}", (call) => {
    const activity = find(call);
    if (activity.userId !== call.user?.id && !call.may.isAdmin) throw missingPermission();
    activity.comment = readComment(call, state.plainComments);
    activity.updatedAt = now();
    return { status: 200, resource: activityResource(call.present, activity) };
  });

  api.on("PATCH", "/activities/{id}/emoji_reactions", (call) => {
    const activity = find(call);
    const reaction = call.body.text("reaction") ?? "";
    if (!(reaction in REACTIONS)) {
      throw constraintViolation("reaction", "Reaction is not set to one of the allowed values.");
    }
    const users = activity.reactions.get(reaction) ?? new Set<number>();
    activity.reactions.set(reaction, users);
    const userId = call.user?.id ?? 0;
    if (!users.delete(userId)) users.add(userId);
    return { status: 200, resource: reactions(call, [activity], `/activities/${activity.id}`) };
  });

  api.on("GET", "/activities/{id}/emoji_reactions", (call) => {
    const activity = find(call);
    return { status: 200, resource: reactions(call, [activity], `/activities/${activity.id}`) };
  });

  api.on("GET", "/work_packages/{id}/activities_emoji_reactions", (call) => {
    const { id } = findWorkPackage(state, call);
    return { status: 200, resource: reactions(call, ofWorkPackage(id), `/work_packages/${id}/activities`) };
  });
}

/** Up to version 14 a comment is changed by a plain text, later by a formattable one. */
function readComment({ body }: OpenProjectCall, plain: boolean): string {
  const value = body.value("comment");
  if ((typeof value === "string") === plain)
    return plain ? String(value) : (body.formattable("comment") ?? "");
  throw new OpenProjectError(400, "BadRequest", "comment is invalid");
}

function activityResource(present: Presenter, activity: OpenProjectActivity): object {
  const { id, version, comment, internal, createdAt, updatedAt, workPackageId, userId } = activity;
  const path = `/activities/${id}`;
  return {
    _type: comment === "" ? "Activity" : "Activity::Comment",
    id,
    version,
    comment: formattable(comment),
    details: [],
    internal,
    createdAt,
    updatedAt,
    _links: {
      self: present.link(path),
      workPackage: present.link(`/work_packages/${workPackageId}`),
      user: present.principalLink(userId),
      update: present.action(path, "patch"),
    },
  };
}

function reactions(
  { present, query }: OpenProjectCall,
  activities: readonly OpenProjectActivity[],
  path: string,
): object {
  const all = activities.flatMap((activity) =>
    [...activity.reactions]
      .filter(([, users]) => users.size > 0)
      .map(([reaction, users]) => ({ activity, reaction, users })),
  );
  return wholeCollection(all, {
    href: present.href(`${path}/emoji_reactions`),
    query,
    filters: {},
    present: ({ activity, reaction, users }) => ({
      _type: "EmojiReaction",
      id: `${activity.id}-${reaction}`,
      reaction,
      emoji: REACTIONS[reaction],
      reactionsCount: users.size,
      firstReactionAt: activity.createdAt,
      _links: {
        self: present.link(`/activities/${activity.id}/emoji_reactions`),
        reactable: present.link(`/activities/${activity.id}`),
        reactingUsers: [...users].map((id) => present.principalLink(id)),
      },
    }),
  });
}
