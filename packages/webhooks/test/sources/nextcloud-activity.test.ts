import type { NextcloudClient } from "@platformq/nextcloud";
import { Page } from "@platformq/resilience";
import { describe, expect, expectTypeOf, it, vi } from "vitest";
import type { WebhookEvent } from "../../src/events/event.js";
import {
  type NextcloudActivity,
  type NextcloudActivityClient,
  NextcloudActivityPoller,
} from "../../src/sources/nextcloud-activity.js";
import { Webhooks } from "../../src/webhooks.js";
import { secrets } from "../support/secrets.js";

const activity = (id: number, type: string, more: Partial<NextcloudActivity> = {}): NextcloudActivity => ({
  id,
  type,
  user: "bob",
  objectType: "files",
  objectId: 2291,
  objectName: "/plan.md",
  createdAt: new Date("2026-11-22T11:00:00Z"),
  ...more,
});

describe("the activities of Nextcloud", () => {
  it("are asked of a client as it is", () => {
    expectTypeOf<NextcloudClient>().toExtend<NextcloudActivityClient>();
  });

  it("become events that say they were polled, each once and the oldest first", async () => {
    await using webhooks = new Webhooks(secrets);
    const events: WebhookEvent[] = [];
    webhooks.on("nextcloud", "*", (event) => events.push(event));
    const asked: unknown[] = [];
    const all = [
      activity(10, "file_created"),
      activity(11, "file_changed", { user: "ben", objectName: "/shared/plan.md" }),
      activity(12, "card", { objectType: "deck_card" }),
    ];
    const list: NextcloudActivityClient["activity"]["list"] = async ({ since = 0, sort }) => {
      asked.push({ since, sort });
      const found = all.filter(({ id }) => id > since);
      return new Page({ items: sort === "asc" ? found : found.reverse() });
    };
    const poller = new NextcloudActivityPoller(webhooks, { activity: { list } }, { account: "anna" });
    await poller.runNow();
    all.push(activity(13, "file_deleted"));
    await poller.runNow();
    await vi.waitFor(() => expect(events).toHaveLength(4));
    expect(asked).toEqual([
      { since: 0, sort: "desc" },
      { since: 12, sort: "asc" },
    ]);
    expect(poller.cursor).toBe(13);
    expect(events).toMatchObject([
      {
        id: "nextcloud:activity:10",
        name: "nextcloud:file_created",
        via: "poll",
        verification: "fetched",
        user: { id: "bob" },
        occurredAt: "2026-11-22T11:00:00.000Z",
        data: { node: { id: 2291, path: "/anna/files/plan.md" } },
      },
      { name: "nextcloud:file_written", data: { node: { path: "/anna/files/shared/plan.md" } } },
      { name: "nextcloud:unknown", vendorType: "card", data: { objectType: "deck_card" } },
      { name: "nextcloud:file_deleted" },
    ]);
    await poller.close();
  });
});
