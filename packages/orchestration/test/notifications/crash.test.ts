import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { lmdbQueue } from "@platformq/queue/lmdb";
import { type MockServers, startMockServers } from "@platformq/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CrashSettings } from "./support/crash-worker.js";

const COUNT = 24;

let servers: MockServers<"zulip">;
let folder: string;
let child: ChildProcess | undefined;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "platformq-notifications-"));
  servers = await startMockServers({ services: ["zulip"] });
});
afterEach(async () => {
  await kill();
  await servers.close();
  rmSync(folder, { recursive: true });
});

function start(count: number, digest?: string): ChildProcess {
  const { url, email, apiKey } = servers.zulip;
  const settings: CrashSettings = {
    queuePath: join(folder, "outbox.lmdb"),
    zulip: { baseUrl: url, email, apiKey },
    count,
    digest,
  };
  const script = fileURLToPath(new URL("support/crash-worker.ts", import.meta.url));
  child = spawn(
    process.execPath,
    ["--conditions=@platformq/source", "--import", "tsx", script, JSON.stringify(settings)],
    { stdio: ["ignore", "pipe", "inherit"], cwd: fileURLToPath(new URL("../..", import.meta.url)) },
  );
  return child;
}

async function kill(): Promise<void> {
  if (child === undefined || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** Kills the process when Zulip has taken so many messages, before it can hear that the last one was. */
async function killAfterMessages(least: number): Promise<void> {
  const { messages } = servers.zulip.fake.state;
  const set = vi.spyOn(messages, "set").mockImplementation((id, message) => {
    Map.prototype.set.call(messages, id, message);
    if (messages.size >= least) child?.kill("SIGKILL");
    return messages;
  });
  if (child?.signalCode === null) await once(child, "exit");
  set.mockRestore();
}

async function accepted(): Promise<void> {
  if (child?.stdout) await once(child.stdout, "data");
}

/** The numbers that arrived, sorted, as often as they did. */
function numbers(): number[] {
  const contents = [...servers.zulip.fake.state.messages.values()].map(({ content }) => content).join("\n");
  return [...contents.matchAll(/number (\d+)/g)].map(([, number]) => Number(number)).sort((a, b) => a - b);
}

/** Waits until there is nothing left in the file. */
async function workedOff(): Promise<void> {
  await using queue = lmdbQueue({ path: join(folder, "outbox.lmdb"), leaseMs: 300 });
  await vi.waitFor(
    async () => expect(await queue.counts()).toEqual({ waiting: 0, delayed: 0, active: 0, dead: 0 }),
    { timeout: 15_000 },
  );
}

const all = Array.from({ length: COUNT }, (_, index) => index);

describe("notifications in a file, when the process is killed", () => {
  it("between Zulip's taking a message and its own knowing it, twice, arrive all and once", async () => {
    start(COUNT);
    await accepted();
    await killAfterMessages(8);
    start(0);
    await killAfterMessages(16);
    start(0);
    await workedOff();
    expect(numbers()).toEqual(all);
  }, 60_000);

  it("while digests are collected and when one was sent, arrive all and once", async () => {
    start(COUNT, "Notes");
    await accepted();
    await kill();
    expect(numbers()).toEqual([]);
    start(0);
    await killAfterMessages(1);
    start(0);
    await workedOff();
    expect(numbers()).toEqual(all);
  }, 60_000);
});
