import { describe, expect, it } from "vitest";
import { type StoredEvent, toEvent } from "../../src/events/event.js";
import type { JsonObject } from "../../src/json.js";
import type { Platform } from "../../src/platform.js";
import { samplePayloads } from "../../src/signing/sample-payloads.js";

const stored = (platform: Platform, raw: JsonObject, more: Partial<StoredEvent> = {}): StoredEvent => ({
  id: "id-1",
  platform,
  via: "webhook",
  verification: "shared-token",
  receivedAt: Date.UTC(2026, 10, 22, 12),
  raw,
  ...more,
});

const samples = [
  ...Object.entries(samplePayloads.nextcloud).map(([type, raw]) => ["nextcloud", type, raw] as const),
  ...Object.entries(samplePayloads.openproject).map(([type, raw]) => ["openproject", type, raw] as const),
  ...Object.values(samplePayloads.zulip).map((raw) => ["zulip", "message", raw] as const),
];

describe("an event", () => {
  it.each(samples)("of %s has the type %s", (platform, type, raw) => {
    const event = toEvent(stored(platform, raw));
    expect(event).toMatchObject({
      id: "id-1",
      platform,
      type,
      name: `${platform}:${type}`,
      raw,
      via: "webhook",
    });
    expect(event.vendorType).not.toBe("unknown");
    expect(new Date(event.occurredAt).toISOString()).toBe(event.occurredAt);
  });

  it("tells who did it and when, as far as the payload does", () => {
    expect(toEvent(stored("nextcloud", samplePayloads.nextcloud.file_created))).toMatchObject({
      user: { id: "bob", name: "Bob" },
      occurredAt: new Date(1_795_345_963_000).toISOString(),
      vendorType: "OCP\\Files\\Events\\Node\\NodeCreatedEvent",
      data: { node: { id: 2291, path: "/bob/files/plan.md" } },
    });
    expect(toEvent(stored("nextcloud", samplePayloads.nextcloud.talk_message)).user).toEqual({
      id: "bob",
      name: "Bob",
    });
    expect(toEvent(stored("zulip", samplePayloads.zulip.message)).user).toEqual({
      id: "10",
      name: "Bob",
      email: "bob@example.com",
    });
    expect(
      toEvent(stored("openproject", samplePayloads.openproject["work_package_comment:comment"])).user,
    ).toEqual({
      id: "7",
      name: "Bob",
    });
    // The author of a work package is not who changed it.
    const updated = toEvent(stored("openproject", samplePayloads.openproject["work_package:updated"]));
    expect(updated.user).toBeUndefined();
    expect(updated.occurredAt).toBe("2026-11-22T11:05:00.000Z");
    expect(toEvent(stored("nextcloud", samplePayloads.nextcloud.login_failed)).occurredAt).toBe(
      "2026-11-22T12:00:00.000Z",
    );
  });

  it.each([
    [
      "nextcloud",
      { event: { class: "OCA\\New\\Event", a: 1 } },
      "OCA\\New\\Event",
      { class: "OCA\\New\\Event", a: 1 },
    ],
    ["nextcloud", { type: "Dance" }, "Dance", { type: "Dance" }],
    ["nextcloud", {}, "unknown", {}],
    ["openproject", { action: "wiki_page:created" }, "wiki_page:created", { action: "wiki_page:created" }],
    ["openproject", { action: "constructor" }, "constructor", { action: "constructor" }],
    ["zulip", { trigger: "mention" }, "unknown", { trigger: "mention" }],
  ] as const)("of %s that nobody knows passes as it is: %j", (platform, raw, vendorType, data) => {
    expect(toEvent(stored(platform, raw))).toMatchObject({ type: "unknown", vendorType, data, raw });
  });

  it("whose shape is not the documented one is unknown, and keeps its name", () => {
    const event = toEvent(
      stored("openproject", { action: "work_package:created", work_package: { id: "one" } }),
    );
    expect(event).toMatchObject({ type: "unknown", vendorType: "work_package:created" });
  });

  it("keeps fields that are newer than its schema", () => {
    const raw = { action: "project:created", project: { id: 3, colour: "blue" } };
    expect(toEvent(stored("openproject", raw)).data).toEqual(raw);
  });

  it("of Zulip's queue is named by type and op, as the client decoded it", () => {
    const reaction = { id: 5, type: "reaction", op: "add", message_id: 1, user_id: 10, emoji_name: "tada" };
    expect(toEvent(stored("zulip", reaction, { via: "event-queue" }))).toMatchObject({
      name: "zulip:reaction:add",
      vendorType: "reaction",
      user: { id: "10" },
      data: reaction,
    });
    const message = {
      id: 6,
      type: "message",
      flags: ["read"],
      message: samplePayloads.zulip.message.message,
    };
    expect(toEvent(stored("zulip", message, { via: "event-queue" }))).toMatchObject({
      name: "zulip:message",
    });
    const undecoded = { id: 7, type: "unknown", event: { id: 7, type: "brand_new", op: "add" } };
    expect(toEvent(stored("zulip", undecoded, { via: "event-queue" }))).toMatchObject({
      type: "unknown",
      vendorType: "brand_new",
      data: { id: 7, type: "brand_new", op: "add" },
    });
    // A webhook is never one of the queue's events, whatever its body says.
    expect(toEvent(stored("zulip", reaction)).type).toBe("unknown");
  });
});
