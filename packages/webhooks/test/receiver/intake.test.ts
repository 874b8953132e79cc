import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type JobQueue, memoryQueue } from "@platformq/queue";
import { lmdbQueue } from "@platformq/queue/lmdb";
import { ManualClock } from "@platformq/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { samplePayloads } from "../../src/signing/sample-payloads.js";
import { Webhooks } from "../../src/webhooks.js";
import { eventually } from "../support/eventually.js";
import { receive, signAs } from "../support/receive.js";
import { secrets } from "../support/secrets.js";

const updated = samplePayloads.openproject["work_package:updated"];
const minute = 60_000;

/** A process at a queue, which may be one of several or the next one after another has ended. */
function processAt(queue: JobQueue, clock?: ManualClock) {
  const webhooks = new Webhooks({ ...secrets, queue, clock });
  const seen: string[] = [];
  webhooks.on("openproject", "*", ({ id }) => seen.push(id));
  return {
    seen,
    webhook: async (payload: object = updated) =>
      (await receive(webhooks, "openproject", signAs.openproject(payload))).status,
    poll: () => webhooks.accept("openproject", updated, { via: "poll" }),
  };
}

describe("an event of OpenProject after a restart", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "platformq-webhooks-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const restart = async (run: (process: ReturnType<typeof processAt>) => Promise<void>): Promise<void> => {
    await using queue = lmdbQueue({ path: join(folder, "webhooks.lmdb") });
    await run(processAt(queue));
  };

  it("is known to the poll when its webhook came before", async () => {
    await restart(async ({ seen, webhook }) => {
      expect(await webhook()).toBe(202);
      await eventually(() => seen.length === 1);
    });
    await restart(async ({ poll, webhook }) => {
      expect(await poll()).toBe(false);
      expect(await webhook()).toBe(200);
    });
  });

  it("is known to the webhook when the poll came before", async () => {
    await restart(async ({ seen, poll }) => {
      expect(await poll()).toBe(true);
      await eventually(() => seen.length === 1);
    });
    await restart(async ({ webhook }) => expect(await webhook()).toBe(200));
  });

  it("is known when the same body is sent again", async () => {
    await restart(async ({ webhook }) => expect(await webhook()).toBe(202));
    await restart(async ({ webhook }) => expect(await webhook()).toBe(200));
  });
});

describe("an event of OpenProject", () => {
  it("is one for its webhook here and its poll at another process", async () => {
    await using queue = memoryQueue();
    const webhooks = processAt(queue);
    expect(await webhooks.webhook()).toBe(202);
    await eventually(() => webhooks.seen.length === 1);
    // A name has one handler in a process, so the other one's are not begun here.
    const other = vi.spyOn(queue, "process").mockImplementation(() => {});
    expect(await processAt(queue).poll()).toBe(false);
    expect(other).toHaveBeenCalled();
  });

  it("is one for its webhook and its poll when the ten minutes are over", async () => {
    const clock = new ManualClock();
    await using queue = memoryQueue();
    const { webhook, poll } = processAt(queue, clock);
    expect(await webhook()).toBe(202);
    clock.advance(25 * minute);
    expect(await poll()).toBe(false);
  });

  it.each([
    ["at once", 0],
    ["while the queue knows the first", 50 * minute],
  ])("counts once for each of its bodies, in whatever order they come again, %s", async (_, passedMs) => {
    const clock = new ManualClock();
    await using queue = memoryQueue();
    const { seen, webhook, poll } = processAt(queue, clock);
    const other = { ...updated, extra: 1 };
    const statuses: number[] = [];
    for (const payload of [updated, other, updated, other]) {
      statuses.push(await webhook(payload));
      clock.advance(passedMs);
    }
    expect(statuses).toEqual([202, 202, 200, 200]);
    expect(await poll()).toBe(false);
    await eventually(() => seen.length === 2);
    expect(new Set(seen).size).toBe(1);
  });

  it("is accepted whatever it calls itself", async () => {
    await using queue = memoryQueue();
    const { seen, webhook } = processAt(queue);
    expect(await webhook({ action: "\0".repeat(300), project: { id: 3 } })).toBe(202);
    await eventually(() => seen.length === 1);
  });
});
