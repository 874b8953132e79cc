import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { LostError } from "../src/index.js";
import { openQueue, type Place } from "./support/durable-queue.js";
import { until } from "./support/until.js";

const CONCURRENCY = 16;

/** What every durable queue does when a process is killed with `kill -9`. */
export function survivesCrashes(newPlace: (folder: string) => Place): void {
  const folders: string[] = [];
  const children = new Set<ChildProcess>();
  afterEach(async () => {
    for (const child of children) await kill(child);
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  function setUp(): { place: Place; log: string; logged(): number[] } {
    const folder = mkdtempSync(join(tmpdir(), "platformq-crash-"));
    folders.push(folder);
    const log = join(folder, "log");
    writeFileSync(log, "");
    const logged = (): number[] => readFileSync(log, "utf8").split("\n").filter(Boolean).map(Number);
    return { place: newPlace(folder), log, logged };
  }

  function start(task: "run" | "enqueue" | "die", place: Place, log: string): ChildProcess {
    const script = fileURLToPath(new URL("support/crash-worker.ts", import.meta.url));
    const child = spawn(
      process.execPath,
      ["--import", "tsx", script, task, JSON.stringify(place), log, `${CONCURRENCY}`],
      { stdio: "inherit", cwd: fileURLToPath(new URL("..", import.meta.url)) },
    );
    children.add(child);
    return child;
  }

  async function kill(child: ChildProcess): Promise<void> {
    children.delete(child);
    if (child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }

  it("loses none of 10,000 jobs when the worker is killed twice, and repeats no more than were running", async () => {
    const { place, log, logged } = setUp();
    const producer = openQueue(place);
    await Promise.all(Array.from({ length: 10_000 }, (_, i) => producer.enqueue("job", i)));
    for (const least of [2000, 5000]) {
      const child = start("run", place, log);
      await until(() => logged().length >= least);
      await kill(child);
    }
    const last = start("run", place, log);
    await until(async () => {
      const { waiting, delayed, active } = await producer.counts();
      return waiting + delayed + active === 0;
    }, 20_000);
    await kill(last);
    expect(await producer.counts()).toEqual({ waiting: 0, delayed: 0, active: 0, dead: 0 });
    await producer.close();
    const run = logged();
    expect(new Set(run).size).toBe(10_000);
    expect(run.length - 10_000).toBeLessThanOrEqual(2 * CONCURRENCY);
  }, 40_000);

  it("has every job that was accepted before the producer was killed", async () => {
    const { place, log, logged } = setUp();
    const child = start("enqueue", place, log);
    await until(() => logged().length >= 1000);
    await kill(child);
    const accepted = logged();
    const queue = openQueue(place);
    const run = new Set<number>();
    queue.process("job", (job) => void run.add(job.data), { concurrency: 1000 });
    await until(async () => (await queue.counts()).waiting + (await queue.counts()).active === 0);
    await queue.close();
    expect(accepted.filter((number) => !run.has(number))).toEqual([]);
    // Those in the middle of being accepted may be there, too.
    expect(run.size - accepted.length).toBeLessThanOrEqual(CONCURRENCY);
  }, 40_000);

  it("spends an attempt on a job that kills its process, so that it ends some day", async () => {
    const { place, log } = setUp();
    const queue = openQueue(place);
    await queue.enqueue("job", 1, { id: "deadly", attempts: 2 });
    for (const _ of [1, 2]) await once(start("die", place, log), "exit");
    let runs = 0;
    const lost: unknown[] = [];
    queue.events.on("dead", ({ error }) => lost.push(error));
    queue.process("job", () => void runs++);
    await until(() => lost.length === 1);
    expect(runs).toBe(0);
    expect(lost[0]).toBeInstanceOf(LostError);
    for await (const job of queue.dead.list()) {
      expect(job).toMatchObject({
        id: "deadly",
        attempts: 2,
        reason: expect.stringContaining("last attempt"),
      });
    }
    await queue.close();
  }, 40_000);
}
