import { describe, expect, it } from "vitest";
import type { Delivery } from "../../src/notifications/jobs.js";
import type { Priority } from "../../src/notifications/notification.js";
import type { Preferences } from "../../src/notifications/preferences.js";
import { routeOf } from "../../src/notifications/route.js";

const now = Date.parse("2026-03-02T12:00:00Z");
const defaults = { timeZone: "UTC", digest: { maxItems: 10 } };
const quietHours = { windows: [{ from: "11:00", to: "13:00" }] };

function route(
  priority: Priority,
  preferences: Preferences = {},
  digest: "asked" | "possible" | "none" = "possible",
) {
  const delivery: Delivery = {
    id: "n",
    target: { kind: "person", who: "anna" },
    priority,
    text: [],
    digest: digest === "none" ? null : { topic: "T", isAsked: digest === "asked", text: [] },
    acceptedAt: now,
    sequence: 0,
    dueAt: now,
    maybeSent: false,
  };
  return routeOf(delivery, preferences, defaults, now);
}

describe("a message goes", () => {
  it("to Zulip, and else to Nextcloud, when nothing else is preferred", () => {
    expect(route("normal")).toEqual({ to: "platforms", platforms: ["zulip", "nextcloud"] });
  });

  it.each([
    ["muted", "critical", { muted: true }],
    ["muted", "critical", { platforms: [] }],
    ["priority", "normal", { minPriority: "high" }],
  ] as const)("nowhere: %s", (reason, priority, preferences) => {
    expect(route(priority, preferences)).toEqual({ to: "nowhere", reason });
  });

  it.each([
    ["low", "later"],
    ["normal", "later"],
    ["high", "later"],
    ["critical", "platforms"],
  ] as const)("in quiet hours, when it is %s: %s", (priority, to) => {
    expect(route(priority, { quietHours })).toMatchObject({ to });
  });

  it.each([
    ["low", "digest"],
    ["normal", "digest"],
    ["high", "platforms"],
    ["critical", "platforms"],
  ] as const)("when it is %s and its recipient likes digests: %s", (priority, to) => {
    expect(route(priority, { digest: {} })).toMatchObject({ to });
  });

  it("into a digest when it asks for it, by the service's schedule", () => {
    expect(route("normal", {}, "asked")).toMatchObject({
      to: "digest",
      topic: "T",
      maxItems: 10,
      flushAt: now + 3_600_000,
    });
    expect(route("normal", { digest: false }, "asked")).toMatchObject({ to: "platforms" });
  });

  it("into no digest when it is one", () => {
    expect(route("normal", { digest: {} }, "none")).toMatchObject({ to: "platforms" });
  });

  it("into its digest also in quiet hours, which hold the digest back", () => {
    expect(route("normal", { quietHours, digest: {} })).toMatchObject({ to: "digest" });
    expect(route("normal", { quietHours, digest: {} }, "none")).toMatchObject({ to: "later" });
  });
});
