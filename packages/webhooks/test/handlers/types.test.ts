import { describe, expectTypeOf, it } from "vitest";
import type { UnknownEvent } from "../../src/events/envelope.js";
import type { WebhookEvent } from "../../src/events/event.js";
import type { Webhooks } from "../../src/webhooks.js";

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

describe("an event", () => {
  it("is narrowed by its name", () => {
    const read = (event: WebhookEvent): string | undefined =>
      event.name === "nextcloud:file_created" ? event.data.node.path : undefined;
    expectTypeOf(read).returns.toEqualTypeOf<string | undefined>();
  });
});
