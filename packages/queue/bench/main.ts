// How many jobs a second are accepted, each acknowledged on its own, and what one acceptance takes. For the LMDB queue
// that is after the commit and the sync to the disk: the figure is as good as the disk the folder is on.
//
//   node --conditions=@platformq/source --import tsx packages/queue/bench/main.ts [folder]
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Bars } from "../../../scripts/bench/bars.js";
import { type JobQueue, memoryQueue } from "../src/index.js";
import { lmdbQueue } from "../src/lmdb.js";

const JOBS = Number(process.env.BENCH_JOBS ?? 30_000);
/** The bar for the durable queue, in accepted jobs a second with 64 at a time. */
const DURABLE_BAR = 5000;
const event = { type: "openproject:work_package:updated", data: { subject: "x".repeat(900), id: 4711 } };

interface Figures {
  "jobs/s": number;
  "p50 ms": number;
  "p99 ms": number;
}

function percentile(sorted: readonly number[], share: number): number {
  return Math.round((sorted[Math.floor(sorted.length * share)] ?? Number.NaN) * 100) / 100;
}

/** Calls as often as there are jobs, so many at a time. */
async function measure(
  call: (index: number) => Promise<unknown>,
  atOnce: number,
  jobs = JOBS,
): Promise<Figures> {
  const latencies: number[] = [];
  let next = 0;
  const begun = performance.now();
  const caller = async (): Promise<void> => {
    while (next < jobs) {
      const called = performance.now();
      await call(next++);
      latencies.push(performance.now() - called);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
  const seconds = (performance.now() - begun) / 1000;
  latencies.sort((one, other) => one - other);
  return {
    "jobs/s": Math.round(latencies.length / seconds),
    "p50 ms": percentile(latencies, 0.5),
    "p99 ms": percentile(latencies, 0.99),
  };
}

/** Accepts jobs and runs them at the same time. */
async function passThrough(queue: JobQueue): Promise<Figures> {
  let left = JOBS;
  const done = new Promise<void>((resolve) => {
    queue.events.on("completed", () => {
      if (--left === 0) resolve();
    });
  });
  queue.process("event", () => {}, { concurrency: 64 });
  const begun = performance.now();
  const figures = await measure(() => queue.enqueue("event", event), 64);
  await done;
  return { ...figures, "jobs/s": Math.round(JOBS / ((performance.now() - begun) / 1000)) };
}

const folder = mkdtempSync(join(process.argv[2] ?? tmpdir(), "platformq-bench-"));
const rows: Record<string, Figures> = {};
try {
  const file = openSync(join(folder, "raw"), "a");
  const text = JSON.stringify(event);
  rows["one write and one sync per job, by hand"] = await measure(
    async () => {
      writeSync(file, text);
      fdatasyncSync(file);
    },
    1,
    1000,
  );
  closeSync(file);

  await measure((index) => memoryQueue({ maxJobs: JOBS }).enqueue("warm", index), 64, 2000);
  const memory = memoryQueue({ maxJobs: JOBS });
  rows["memory, 64 at a time"] = await measure(() => memory.enqueue("event", event), 64);
  for (const atOnce of [1, 64, 512]) {
    await using queue = lmdbQueue({ path: join(folder, `lmdb-${atOnce}`) });
    const jobs = atOnce === 1 ? 1000 : JOBS;
    rows[`LMDB, ${atOnce} at a time`] = await measure(() => queue.enqueue("event", event), atOnce, jobs);
  }
  {
    await using queue = lmdbQueue({ path: join(folder, "lmdb-ids") });
    rows["LMDB with ids, 64 at a time"] = await measure(
      (index) => queue.enqueue("event", event, { id: `event:${index}` }),
      64,
    );
  }
  {
    await using queue = lmdbQueue({ path: join(folder, "lmdb-through") });
    rows["LMDB, accepted and run, 64 at a time"] = await passThrough(queue);
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.table(rows);
const durable = rows["LMDB, 64 at a time"]?.["jobs/s"] ?? 0;
const bars = new Bars();
bars.atLeast("durable", durable, DURABLE_BAR, "jobs/s");
bars.print();
