import type { OpenProjectEventType } from "../events/openproject.js";
import type { JsonObject } from "../json.js";
import { nextcloudSamples } from "./nextcloud-samples.js";

const createdAt = "2026-11-22T11:00:00.000Z";
const author = { href: "/api/v3/users/7", title: "Bob" };

const workPackage = (version: number, updatedAt: string): JsonObject => ({
  _type: "WorkPackage",
  id: 42,
  lockVersion: version,
  subject: "Write the plan",
  description: { format: "markdown", raw: "**Soon**", html: "<p><strong>Soon</strong></p>" },
  createdAt,
  updatedAt,
  _links: { self: { href: "/api/v3/work_packages/42" }, author },
});

const project = (updatedAt: string): JsonObject => ({
  _type: "Project",
  id: 3,
  identifier: "apollo",
  name: "Apollo",
  active: true,
  createdAt,
  updatedAt,
  _links: { self: { href: "/api/v3/projects/3" } },
});

const activity: JsonObject = {
  _type: "Activity::Comment",
  id: 99,
  comment: { format: "markdown", raw: "Done", html: "<p>Done</p>" },
  createdAt,
  _links: { user: author, workPackage: { href: "/api/v3/work_packages/42", title: "Write the plan" } },
};

const openproject: Readonly<Record<OpenProjectEventType, JsonObject>> = {
  "work_package:created": { action: "work_package:created", work_package: workPackage(0, createdAt) },
  "work_package:updated": {
    action: "work_package:updated",
    work_package: workPackage(1, "2026-11-22T11:05:00.000Z"),
  },
  "work_package_comment:comment": { action: "work_package_comment:comment", activity },
  "work_package_comment:internal_comment": { action: "work_package_comment:internal_comment", activity },
  "project:created": { action: "project:created", project: project(createdAt) },
  "project:updated": { action: "project:updated", project: project("2026-11-22T11:05:00.000Z") },
  "time_entry:created": {
    action: "time_entry:created",
    time_entry: {
      _type: "TimeEntry",
      id: 5,
      hours: "PT2H30M",
      spentOn: "2026-11-22",
      createdAt,
      _links: { user: author },
    },
  },
  "attachment:created": {
    action: "attachment:created",
    attachment: {
      _type: "Attachment",
      id: 8,
      fileName: "plan.pdf",
      fileSize: 1642,
      contentType: "application/pdf",
      createdAt,
      _links: { author, container: { href: "/api/v3/work_packages/42" } },
    },
  },
};

const sender = { id: 10, email: "bob@example.com", full_name: "Bob" };
const zulipBot = { id: 11, email: "helper-bot@chat.example.com", full_name: "Helper" };
const message = {
  id: 4711,
  sender_id: sender.id,
  sender_email: sender.email,
  sender_full_name: sender.full_name,
  type: "stream",
  stream_id: 4,
  subject: "Apollo",
  display_recipient: "general",
  content: "@**Helper** what is next?",
  rendered_content: '<p><span class="user-mention">@Helper</span> what is next?</p>',
  timestamp: 1_795_345_963,
};

/** A payload of everything that webhooks bring, by the platform and our name of the event. Sign it before it is sent. */
export const samplePayloads = {
  nextcloud: nextcloudSamples,
  zulip: {
    message: {
      data: message.content,
      message,
      bot_email: zulipBot.email,
      bot_full_name: zulipBot.full_name,
      trigger: "mention",
    },
    direct_message: {
      data: "what is next?",
      message: {
        ...message,
        id: 4712,
        type: "private",
        stream_id: null,
        subject: "",
        display_recipient: [sender, zulipBot],
        content: "what is next?",
        rendered_content: "<p>what is next?</p>",
      },
      bot_email: zulipBot.email,
      bot_full_name: zulipBot.full_name,
      trigger: "direct_message",
    },
  },
  openproject,
} as const;
