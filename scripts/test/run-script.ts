import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";

export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  env?: Record<string, string>;
  cwd?: string;
}

/** A script that hangs must not outlive its test, and what it said so far is to be seen there. */
const LONGEST_RUN_MS = 50_000;

/** Runs a script of the repository as a user does, with nothing of this process's environment but the path. */
export function runScript(file: string, args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return startScript(file, args, options).ended;
}

/** Starts a script that goes on until it is told to end. */
export function startScript(file: string, args: readonly string[], options: RunOptions = {}): RunningScript {
  const script = fileURLToPath(new URL(`../../${file}`, import.meta.url));
  const node = ["--conditions=@platformq/source", "--import", import.meta.resolve("tsx"), script, ...args];
  const env = { PATH: process.env.PATH ?? "", ...options.env };
  const cwd = options.cwd ?? tmpdir();
  const timeout = LONGEST_RUN_MS;
  return new RunningScript(spawn(process.execPath, node, { cwd, env, timeout, killSignal: "SIGKILL" }));
}

export class RunningScript implements AsyncDisposable {
  readonly ended: Promise<Run>;
  readonly #run: Run = { code: null, stdout: "", stderr: "" };
  readonly #listeners = new Set<() => void>();

  constructor(private readonly child: ChildProcess) {
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream]?.on("data", (chunk) => {
        this.#run[stream] += String(chunk);
        for (const listener of this.#listeners) listener();
        this.#listeners.clear();
      });
    }
    this.ended = new Promise((resolve) => {
      child.on("close", (code) => resolve({ ...this.#run, code }));
    });
  }

  /** Waits until the script has said something, and gives the first group of the expression, or all of it. */
  async said(expression: RegExp): Promise<string> {
    for (;;) {
      const [all, group = all] = expression.exec(this.#run.stdout + this.#run.stderr) ?? [];
      if (group !== undefined) return group;
      const ended = this.ended.then(({ code, stderr }) => {
        throw new Error(`It ended with ${code} and never said ${expression}:\n${stderr}`);
      });
      await Promise.race([new Promise<void>((resolve) => this.#listeners.add(resolve)), ended]);
    }
  }

  /** Asks it to end, as Ctrl+C does. */
  interrupt(): Promise<Run> {
    this.child.kill("SIGINT");
    return this.ended;
  }

  /** Leaves it without a reader, as `| head` does. */
  stopReading(): Promise<Run> {
    this.child.stdout?.destroy();
    return this.ended;
  }

  /** Ends it, whatever it is doing. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill("SIGKILL");
    await this.ended;
  }
}
