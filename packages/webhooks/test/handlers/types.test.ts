import { memoryQueue } from "@platformq/queue";
import { describe, expectTypeOf, it } from "vitest";
import type { UnknownEvent } from "../../src/events/envelope.js";
import type { WebhookEvent } from "../../src/events/event.js";
import type { Platform } from "../../src/platform.js";
import { Webhooks } from "../../src/webhooks.js";

// Compiled, never called.
export function handlers(webhooks: Webhooks): void {
  webhooks.on("nextcloud", "file_created", (event) => {
    expectTypeOf(event.name).toEqualTypeOf<"nextcloud:file_created">();
    expectTypeOf(event.data.node.path).toBeString();
    expectTypeOf(event.data.node.id).toEqualTypeOf<number | undefined>();
  });
  webhooks.on("nextcloud", "OCP\\Files\\Events\\Node\\NodeRenamedEvent", ({ type, data }) => {
    expectTypeOf(type).toEqualTypeOf<"file_renamed">();
    expectTypeOf(data.target.path).toBeString();
  });
  webhooks.on("openproject", ["work_package:created", "time_entry:created"], (event) => {
    expectTypeOf(event.type).toEqualTypeOf<"work_package:created" | "time_entry:created">();
    if (event.type === "time_entry:created") expectTypeOf(event.data.time_entry.id).toBeNumber();
  });
  webhooks.on("openproject", "project:*", ({ type }) => {
    expectTypeOf(type).toEqualTypeOf<"project:created" | "project:updated" | "unknown">();
  });
  webhooks.on("nextcloud", "OCA\\New\\Event", (event) => {
    expectTypeOf(event).toEqualTypeOf<UnknownEvent<"nextcloud">>();
  });
  webhooks.on("zulip", "reaction:add", ({ data }) => {
    expectTypeOf(data.emoji_name).toBeString();
    return undefined;
  });
  webhooks.on("zulip", "gap", ({ data }) => {
    expectTypeOf(data.areMessagesLost).toBeBoolean();
  });
  webhooks.on("zulip", "message", ({ data }) => `You wrote: ${data.message.content}`);
  webhooks.on("zulip", "message", async () => {});
  webhooks.on("zulip", "message", async ({ data }) => {
    if (data.trigger === undefined) return undefined;
    return { content: "Hi" };
  });
  // @ts-expect-error A number is no reply.
  webhooks.on("zulip", "message", () => 42);
  // @ts-expect-error There is no such platform.
  webhooks.on("mattermost", "*", () => {});
}

export function names(webhooks: Webhooks): void {
  webhooks.on("openproject", ["work_package:*", "work_package*", "unknown", "*"], () => {});
  webhooks.on("zulip", ["realm_user:*", "realm_*", "update_message_flags", "unknown"], () => {});
  webhooks.on("nextcloud", ["file_*", "before_file_*", "talk_message", "Create"], () => {});
  webhooks.on("nextcloud", ["OCA\\New\\Event", "OCP\\Files\\*"], () => {});
  // @ts-expect-error It is misspelt.
  webhooks.on("openproject", "work_packge:created", () => {});
  // @ts-expect-error One of them is misspelt.
  webhooks.once("openproject", ["work_package:created", "project:craeted"], () => {});
  // @ts-expect-error It is misspelt.
  webhooks.off("openproject", "work_packge:created", () => {});
  // @ts-expect-error No name has these words one after the other.
  webhooks.on("openproject", "work:package*", () => {});
  // @ts-expect-error Nothing begins so.
  webhooks.on("nextcloud", "files_*", () => {});
  // @ts-expect-error It is another platform's.
  webhooks.on("openproject", "file_created", () => {});
  // @ts-expect-error New events of Zulip come as `unknown`.
  webhooks.on("zulip", "brand_new", () => {});
}

export function beginnings(webhooks: Webhooks): void {
  webhooks.on("openproject", "work_package:*", (event) => {
    // @ts-expect-error A server may send what is newer.
    void event.data.work_package;
    if (event.type !== "unknown") expectTypeOf(event.data.work_package.id).toBeNumber();
  });
  webhooks.on("openproject", "work_package:*", ({ type, data }) => {
    if (type !== "unknown") expectTypeOf(data.work_package.id).toBeNumber();
  });
  webhooks.on("zulip", "unknown", ({ vendorType, data }) => {
    expectTypeOf(vendorType).toBeString();
    expectTypeOf(data).toBeUnknown();
    return undefined;
  });
}

export function fields(webhooks: Webhooks): void {
  webhooks.on("openproject", "work_package:updated", ({ data: { work_package }, raw }) => {
    // @ts-expect-error It is misspelt.
    void work_package.subjet;
    expectTypeOf(work_package.customField7).toBeUnknown();
    if ("_embedded" in work_package) expectTypeOf(work_package._embedded).toBeUnknown();
    void raw.whatever;
  });
  webhooks.on("nextcloud", "file_created", ({ data }) => {
    // @ts-expect-error It is misspelt.
    void data.node.pth;
    if ("user" in data) expectTypeOf(data.user).toBeUnknown();
  });
  webhooks.on("zulip", "message", ({ data }) => {
    // @ts-expect-error It is misspelt.
    void data.message.contnt;
  });
  webhooks.on("zulip", "reaction:add", ({ data }) => {
    // @ts-expect-error It is misspelt.
    void data.emoji_nme;
  });
}

describe("an event", () => {
  it("is narrowed by its name", () => {
    const read = (event: WebhookEvent): string | undefined =>
      event.name === "nextcloud:file_created" ? event.data.node.path : undefined;
    expectTypeOf(read).returns.toEqualTypeOf<string | undefined>();
  });
});

describe("a queue for other jobs", () => {
  it("is taken as it is", async () => {
    await using queue = memoryQueue<{ mail: { to: string } }>();
    await using webhooks = new Webhooks({ openproject: { secrets: "s3cret" }, queue });
    expectTypeOf(webhooks.platforms).toEqualTypeOf<readonly Platform[]>();
  });
});
