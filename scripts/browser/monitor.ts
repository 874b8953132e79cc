import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A running activity monitor. */
export interface Monitor {
  readonly url: string;
  readonly port: string;
  stop(): Promise<void>;
}

/** Starts the example as a user does, and waits until it says where it is. */
export async function startMonitor(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Monitor> {
  const script = fileURLToPath(new URL("../../examples/activity-monitor/server.ts", import.meta.url));
  const node = ["--conditions=@platformq/source", "--import", import.meta.resolve("tsx"), script, ...args];
  const child = spawn(process.execPath, node, {
    cwd: tmpdir(),
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { href, port } = await addressOf(child);
  return { url: href, port, stop: () => stop(child) };
}

async function addressOf(child: ChildProcess): Promise<URL> {
  if (child.stdout === null) throw new Error("The monitor's output is not read");
  for await (const line of createInterface(child.stdout)) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (url !== undefined) return new URL(url);
  }
  throw new Error("The monitor ended before it was ready");
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill();
  await ended;
}
