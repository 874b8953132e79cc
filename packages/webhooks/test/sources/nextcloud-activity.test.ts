import { describe, expect, it, vi } from "vitest";
import type { WebhookEvent } from "../../src/events/event.js";
import { type NextcloudActivity, NextcloudActivityPoller } from "../../src/sources/nextcloud-activity.js";
import { Webhooks } from "../../src/webhooks.js";
import { secrets } from "../support/secrets.js";

const activity = (
  activity_id: number,
  type: string,
  more: Partial<NextcloudActivity> = {},
): NextcloudActivity => ({
  activity_id,
  type,
  user: "bob",
  object_type: "files",
  object_id: 2291,
  object_name: "/plan.md",
  datetime: "2026-11-22T11:00:00+00:00",
  ...more,
});

describe("the activities of Nextcloud", () => {
  it("become events that say they were polled, each once", async () => {
    await using webhooks = new Webhooks(secrets);
    const events: WebhookEvent[] = [];
    webhooks.on("nextcloud", "*", (event) => events.push(event));
    const asked: (number | undefined)[] = [];
    const all = [
      activity(10, "file_created"),
      activity(11, "file_changed", { affecteduser: "anna", object_name: "/shared/plan.md" }),
      activity(12, "card", { object_type: "deck_card" }),
    ];
    const list = ({ since }: { since: number | undefined }) => {
      asked.push(since);
      return all.filter(({ activity_id }) => activity_id > (since ?? 0));
    };
    const poller = new NextcloudActivityPoller(webhooks, { list });
    await poller.runNow();
    all.push(activity(13, "file_deleted", { object_id: undefined }));
    await poller.runNow();
    await vi.waitFor(() => expect(events).toHaveLength(4));
    expect(asked).toEqual([undefined, 12]);
    expect(poller.cursor).toBe(13);
    expect(events).toMatchObject([
      {
        id: "nextcloud:activity:10",
        name: "nextcloud:file_created",
        via: "poll",
        verification: "fetched",
        user: { id: "bob" },
        occurredAt: "2026-11-22T11:00:00.000Z",
        data: { node: { id: 2291, path: "/bob/files/plan.md" } },
      },
      { name: "nextcloud:file_written", data: { node: { path: "/anna/files/shared/plan.md" } } },
      { name: "nextcloud:unknown", vendorType: "card", data: { object_type: "deck_card" } },
      { name: "nextcloud:file_deleted" },
    ]);
    await poller.close();
  });
});
