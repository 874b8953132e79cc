import type { NextcloudEventType } from "../events/nextcloud.js";
import { nextcloudEvents } from "../events/nextcloud-schemas.js";
import type { JsonObject } from "../json.js";

const bob = { uid: "bob", displayName: "Bob" };

function listener(type: NextcloudEventType, event: JsonObject): JsonObject {
  return { event: { ...event, class: nextcloudEvents[type][0] }, user: bob, time: 1_795_345_963 };
}

const node = { id: 2291, path: "/bob/files/plan.md" };
const one = (type: NextcloudEventType, file: JsonObject = node): JsonObject => listener(type, { node: file });
const two = (type: NextcloudEventType, path: string, source: JsonObject = node): JsonObject =>
  listener(type, { source, target: { id: 2292, path } });

const tags = { objectType: "files", objectIds: ["2291"], tagIds: [3] };
const calendar = {
  calendarId: 9,
  calendarData: { id: 9, uri: "work" },
  shares: [],
  objectData: {
    id: 22,
    uri: "meeting.ics",
    lastmodified: 1_795_345_900,
    etag: "19fa45b394",
    component: "VEVENT",
  },
};
const moved = {
  sourceCalendarId: 9,
  sourceCalendarData: { id: 9, uri: "work" },
  targetCalendarId: 11,
  targetCalendarData: { id: 11, uri: "meetings" },
  objectData: { id: 22, uri: "meeting.ics" },
};
const row = { tableId: 34, rowId: 7, values: { 0: "Apollo" }, previousValues: null };
const card = { id: 5, title: "Write the plan", stackId: 2 };

const account = { id: "bob", displayName: "Bob", emailAddress: "bob@example.com", quota: "5 GB" };
const app = (type: NextcloudEventType, fields: JsonObject): JsonObject => ({
  ...fields,
  eventType: nextcloudEvents[type][0],
});
const share = {
  id: "1",
  nodeId: 7,
  nodeType: "file",
  shareType: 3,
  sharedBy: "bob",
  sharedWith: null,
  target: "/plan.md",
};

const flow = (type: NextcloudEventType, fields: JsonObject = { node }): JsonObject => ({
  eventType: "OCA\\WorkflowEngine\\Entity\\File",
  eventName: nextcloudEvents[type][0],
  ...fields,
  workflowFile: { displayText: "bob changed plan.md", url: "https://cloud.example.com/index.php/f/2291" },
});

const actor = { type: "Person", id: "users/bob", name: "Bob" };
const note = {
  type: "Note",
  id: "1567",
  name: "message",
  content: '{"message":"hi","parameters":{}}',
  mediaType: "text/markdown",
};
const conversation = { type: "Collection", id: "n3xtc10ud", name: "Apollo" };
const bot = { type: "Application", id: "bots/bot-a78f46c5", name: "Helper" };
const like = { type: "Like", actor, object: note, target: conversation, content: "👍" };

/** A payload of every event of a Nextcloud. */
export const nextcloudSamples: Readonly<Record<NextcloudEventType, JsonObject>> = {
  file_created: one("file_created"),
  file_written: one("file_written"),
  file_touched: one("file_touched"),
  file_deleted: one("file_deleted", { path: "/bob/files/plan.md" }),
  file_renamed: two("file_renamed", "/bob/files/new.md", { path: "/bob/files/plan.md" }),
  file_copied: two("file_copied", "/bob/files/plan (copy).md"),
  file_restored: two("file_restored", "/bob/files/plan.md", { path: "/bob/files_trashbin/files/plan.md" }),
  before_file_created: one("before_file_created", { path: "/bob/files/plan.md" }),
  before_file_read: one("before_file_read"),
  before_file_written: one("before_file_written"),
  before_file_touched: one("before_file_touched"),
  before_file_deleted: one("before_file_deleted"),
  before_file_renamed: two("before_file_renamed", "/bob/files/new.md"),
  before_file_copied: two("before_file_copied", "/bob/files/plan (copy).md"),
  before_file_restored: two("before_file_restored", "/bob/files/plan.md"),
  tag_assigned: listener("tag_assigned", tags),
  tag_unassigned: listener("tag_unassigned", tags),
  calendar_object_created: listener("calendar_object_created", calendar),
  calendar_object_updated: listener("calendar_object_updated", calendar),
  calendar_object_deleted: listener("calendar_object_deleted", calendar),
  calendar_object_trashed: listener("calendar_object_trashed", calendar),
  calendar_object_restored: listener("calendar_object_restored", calendar),
  calendar_object_moved: listener("calendar_object_moved", moved),
  form_submitted: listener("form_submitted", {
    form: { id: 51, hash: "abc123", title: "Feedback", ownerId: "bob" },
    submission: { id: 220, formId: 51, userId: "anna", timestamp: 1_795_345_960 },
  }),
  table_row_added: listener("table_row_added", row),
  table_row_updated: listener("table_row_updated", { ...row, previousValues: { 0: "Gemini" } }),
  table_row_deleted: listener("table_row_deleted", row),
  card_created: listener("card_created", card),
  card_updated: listener("card_updated", card),
  card_deleted: listener("card_deleted", card),
  mail_received: listener("mail_received", { messageId: "<1@example.com>", mailboxId: 4, subject: "Hello" }),
  share_created: app("share_created", share),
  share_deleted: app("share_deleted", share),
  user_created: app("user_created", { user: account }),
  user_changed: app("user_changed", { user: account, feature: "quota", value: "5 GB", oldValue: "default" }),
  user_deleted: app("user_deleted", { user: account }),
  user_logged_in: app("user_logged_in", { user: account, loginName: "bob", isTokenLogin: false }),
  user_logged_out: app("user_logged_out", { user: account }),
  user_first_logged_in: listener("user_first_logged_in", { user_id: "bob", display_name: "Bob" }),
  user_status_changed: app("user_status_changed", {
    user: account,
    status: "online",
    timestamp: 1_795_345_963,
  }),
  password_updated: app("password_updated", { user: account }),
  login_failed: app("login_failed", { userId: "bob" }),
  group_created: listener("group_created", {}),
  group_changed: listener("group_changed", {}),
  group_deleted: listener("group_deleted", {}),
  group_user_added: listener("group_user_added", {}),
  group_user_removed: listener("group_user_removed", {}),
  flow_file_created: flow("flow_file_created"),
  flow_file_written: flow("flow_file_written"),
  flow_file_renamed: flow("flow_file_renamed"),
  flow_file_copied: flow("flow_file_copied"),
  flow_file_deleted: flow("flow_file_deleted"),
  flow_tag_assigned: flow("flow_tag_assigned", {
    mapperEvent: { objectType: "files", objectId: "2291", tags: ["1"] },
  }),
  talk_message: { type: "Create", actor, object: note, target: conversation },
  talk_system_message: {
    type: "Activity",
    actor,
    object: { ...note, name: "user_added" },
    target: conversation,
  },
  talk_reaction_added: like,
  talk_reaction_removed: { type: "Undo", actor, object: like, target: conversation },
  talk_bot_added: { type: "Join", actor: bot, object: conversation },
  talk_bot_removed: { type: "Leave", actor: bot, object: conversation },
};
