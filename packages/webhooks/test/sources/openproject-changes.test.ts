import type { OpenProjectClient } from "@platformq/openproject";
import { memoryQueue } from "@platformq/queue";
import { describe, expect, expectTypeOf, it, vi } from "vitest";
import type { WebhookEvent } from "../../src/events/event.js";
import { samplePayloads } from "../../src/signing/sample-payloads.js";
import {
  type OpenProjectChangesClient,
  OpenProjectReconciler,
} from "../../src/sources/openproject-changes.js";
import { Webhooks } from "../../src/webhooks.js";
import { receive, signAs } from "../support/receive.js";
import { secrets } from "../support/secrets.js";

interface Thing {
  id: number;
  createdAt: string;
  updatedAt: string;
  lockVersion?: number;
}

/** A server that knows the filter by time. */
class FakeOpenProject implements OpenProjectChangesClient {
  readonly asked: string[] = [];
  readonly lookedInto: number[] = [];
  readonly all = {
    workPackages: [] as Thing[],
    projects: [] as Thing[],
    timeEntries: [] as Omit<Thing, "updatedAt">[],
    activities: new Map<number, (Omit<Thing, "updatedAt"> & { _type: string; internal?: boolean })[]>(),
    attachments: new Map<number, Omit<Thing, "updatedAt">[]>(),
  };
  fails = false;

  readonly workPackages = {
    list: async ({ filters }: { filters?: { updatedAt: { values: string[] } }[] }) => {
      if (this.fails) throw new Error("down");
      const from = filters?.[0]?.updatedAt.values[0] ?? "";
      this.asked.push(from);
      return eachOf(this.all.workPackages.filter(({ updatedAt }) => updatedAt >= from));
    },
  };

  readonly projects = { list: async () => eachOf(this.all.projects) };

  readonly timeEntries = {
    list: async () => eachOf([...this.all.timeEntries].sort((one, other) => other.id - one.id)),
  };

  readonly activities = {
    list: async (workPackageId: number) => {
      this.lookedInto.push(workPackageId);
      return eachOf(this.all.activities.get(workPackageId) ?? []);
    },
  };

  readonly attachments = {
    list: async (_container: "work_packages", id: number) => eachOf(this.all.attachments.get(id) ?? []),
  };
}

async function* eachOf<T>(things: readonly T[]) {
  yield* things;
}

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 22, 11, minute)).toISOString();
const since = new Date(at(0));

function start(webhooks: Webhooks, client: OpenProjectChangesClient, onError?: (error: unknown) => void) {
  const ids: string[] = [];
  webhooks.on("openproject", "*", (event: WebhookEvent) => ids.push(event.id));
  return {
    ids,
    reconciler: new OpenProjectReconciler(webhooks, client, { since, overlapMs: 60_000, onError }),
  };
}

describe("the reconciling poll of OpenProject", () => {
  it("finds what was created and changed, as the events the webhooks would have been", async () => {
    await using webhooks = new Webhooks(secrets);
    const client = new FakeOpenProject();
    client.all.workPackages.push(
      { id: 1, lockVersion: 4, createdAt: at(-600), updatedAt: at(3) },
      { id: 2, lockVersion: 0, createdAt: at(4), updatedAt: at(4) },
      { id: 3, lockVersion: 2, createdAt: at(5), updatedAt: at(6) },
    );
    client.all.projects.push({ id: 7, createdAt: at(-600), updatedAt: at(5) });
    client.all.projects.push({ id: 8, createdAt: at(-600), updatedAt: at(-600) });
    const { ids, reconciler } = start(webhooks, client);
    await reconciler.runNow();
    await vi.waitFor(() => expect(ids).toHaveLength(5));
    expect(ids.sort()).toEqual([
      `openproject:project:updated:7:${at(5)}`,
      "openproject:work_package:created:2",
      "openproject:work_package:created:3",
      `openproject:work_package:updated:1:4:${at(3)}`,
      `openproject:work_package:updated:3:2:${at(6)}`,
    ]);
    expect(reconciler.cursor).toEqual(new Date(at(6)));
    await reconciler.close();
  });

  it("finds the comments and files of changed work packages, and time entries", async () => {
    await using webhooks = new Webhooks(secrets);
    const client = new FakeOpenProject();
    const { all } = client;
    all.workPackages.push({ id: 1, lockVersion: 4, createdAt: at(-600), updatedAt: at(3) });
    all.activities.set(1, [
      { id: 10, _type: "Activity::Comment", createdAt: at(-60) },
      { id: 11, _type: "Activity", createdAt: at(2) },
      { id: 12, _type: "Activity::Comment", createdAt: at(2) },
      { id: 13, _type: "Activity::Comment", internal: true, createdAt: at(3) },
    ]);
    all.attachments.set(1, [
      { id: 20, createdAt: at(-60) },
      { id: 21, createdAt: at(3) },
    ]);
    all.timeEntries.push({ id: 30, createdAt: at(-60) }, { id: 31, createdAt: at(4) });
    const { ids, reconciler } = start(webhooks, client);
    const brought = samplePayloads.openproject["attachment:created"];
    await receive(webhooks, "openproject", signAs.openproject(brought));
    all.attachments.get(1)?.push({ id: 8, createdAt: at(3) });
    await reconciler.runNow();
    await reconciler.runNow();
    await vi.waitFor(() => expect(ids).toHaveLength(6));
    expect(ids.sort()).toEqual([
      "openproject:attachment:created:21",
      "openproject:attachment:created:8",
      "openproject:time_entry:created:31",
      `openproject:work_package:updated:1:4:${at(3)}`,
      "openproject:work_package_comment:comment:12",
      "openproject:work_package_comment:internal_comment:13",
    ]);
    expect(reconciler.cursor).toEqual(new Date(at(4)));
    expect(client.lookedInto).toEqual([1]);
    await reconciler.close();
  });

  it("brings nothing twice, neither what a webhook brought nor what the overlap shows again", async () => {
    await using webhooks = new Webhooks(secrets);
    const client = new FakeOpenProject();
    const updated = samplePayloads.openproject["work_package:updated"];
    const { ids, reconciler } = start(webhooks, client);
    await reconciler.runNow();
    await receive(webhooks, "openproject", signAs.openproject(updated));
    client.all.workPackages.push({ id: 42, lockVersion: 1, createdAt: at(-9), updatedAt: at(5) });
    await reconciler.runNow();
    client.all.workPackages.push({ id: 43, lockVersion: 1, createdAt: at(-9), updatedAt: at(5) });
    await reconciler.runNow();
    await reconciler.runNow();
    await vi.waitFor(() => expect(ids).toHaveLength(2));
    expect(ids).toContain(`openproject:work_package:updated:42:1:${at(5)}`);
    expect(client.asked).toEqual([at(-1), at(-1), at(4), at(4)]);
    const counts = webhooks.metrics.getStats().get("openproject")?.events.get("work_package:updated");
    expect(counts).toMatchObject({ verified: 3, duplicates: 1 });
    await reconciler.close();
  });

  it("takes up again where it was before a failure", async () => {
    await using webhooks = new Webhooks(secrets);
    const client = new FakeOpenProject();
    client.fails = true;
    const errors: unknown[] = [];
    const { ids, reconciler } = start(webhooks, client, (error) => errors.push(error));
    await reconciler.runNow();
    expect(errors).toHaveLength(1);
    expect(reconciler.cursor).toEqual(since);
    client.fails = false;
    client.all.workPackages.push({ id: 1, createdAt: at(1), updatedAt: at(1) });
    await reconciler.runNow();
    await vi.waitFor(() => expect(ids).toEqual(["openproject:work_package:created:1"]));
    await reconciler.close();
  });

  it("keeps its place when a thing bears no time", async () => {
    await using webhooks = new Webhooks(secrets);
    const client = new FakeOpenProject();
    const errors: unknown[] = [];
    const { ids, reconciler } = start(webhooks, client, (error) => errors.push(error));
    client.all.workPackages.push({ id: 1, createdAt: "", updatedAt: "soon" });
    client.all.workPackages.push({ id: 2, createdAt: at(1), updatedAt: at(1) });
    await reconciler.runNow();
    await reconciler.runNow();
    await vi.waitFor(() => expect(ids).toContain("openproject:work_package:created:2"));
    expect(reconciler.cursor).toEqual(new Date(at(1)));
    expect(errors).toEqual([]);
    await reconciler.close();
  });

  it("runs at once when a webhook could not be queued", async () => {
    const queue = memoryQueue({ maxJobs: 1 });
    await queue.enqueue("other", 1, { delayMs: 60_000 });
    await using webhooks = new Webhooks({ ...secrets, queue, limits: { queueWaitMs: 0 } });
    const client = new FakeOpenProject();
    const { reconciler } = start(webhooks, client);
    await reconciler.runNow();
    expect(client.asked).toHaveLength(1);
    const signed = signAs.openproject(samplePayloads.openproject["project:created"]);
    expect((await receive(webhooks, "openproject", signed)).status).toBe(503);
    await vi.waitFor(() => expect(client.asked).toHaveLength(2));
    await reconciler.close();
    await queue.close();
  });

  it("works on the client as it is", () => {
    expectTypeOf<OpenProjectClient>().toExtend<OpenProjectChangesClient>();
  });
});
