import { randomBytes } from "node:crypto";
import { describeError } from "../terminal/describe-error.js";
import { drawTable } from "../terminal/table.js";
import type { Terminal } from "../terminal/terminal.js";
import { type Check, type CheckResult, type CheckState, runChecks, type Trial } from "./check.js";
import { Cleanup } from "./cleanup.js";
import { Latencies } from "./latencies.js";
import type { LiveOptions } from "./options.js";

/** A service to try out. */
export interface ServiceTrial<Client> {
  /** As people write it. */
  readonly title: string;
  readonly client: Client & {
    readonly baseUrl: string;
    testConnection(): Promise<{ account: string; version?: string; latencyMs: number }>;
  };
  readonly checks: (trial: Trial<Client>) => readonly Check[];
  /** What the server is and can. */
  readonly describe: (client: Client) => Promise<Readonly<Record<string, string>>>;
}

/** Tries a service out, takes away what was created, and reports. Returns the exit code. */
export async function tryService<Client>(
  { title, client, checks, describe }: ServiceTrial<Client>,
  terminal: Terminal,
  { json }: LiveOptions,
): Promise<number> {
  const printJson = (value: object): void => {
    if (json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  };
  const begin = { service: title, url: client.baseUrl };
  let server: Readonly<Record<string, string>>;
  try {
    const { account, version = "version not told", latencyMs } = await client.testConnection();
    terminal.line(`${terminal.bold(title)} ${version} at ${client.baseUrl}, as ${account}, ${ms(latencyMs)}`);
    server = { version, account, ...(await describe(client)) };
    for (const [what, text] of Object.entries(server).slice(2)) terminal.line(`  ${what}: ${text}`);
  } catch (error) {
    terminal.line(`${terminal.red("failed")}  ${describeError(error)}\n\nNothing was created.`);
    printJson({ ...begin, ok: false, error: describeError(error) });
    return 1;
  }

  const stop = new AbortController();
  // The first Ctrl-C ends the run in good order, a second one at once.
  process.once("SIGINT", () => stop.abort());
  const name = `platformq-check-${Date.now().toString(36)}-${randomBytes(3).toString("hex")}`;
  terminal.line(`\nWhat is created is called ${name}…`);
  const cleanup = new Cleanup();
  const latencies = new Latencies();
  const results = await runChecks({
    checks: checks({ client, name, cleanup }),
    latencies,
    signal: stop.signal,
    onStart: ({ area }) => terminal.live(`  … ${area}`),
    onResult: (result) => terminal.line(`  ${paint(terminal, result.state)} ${result.area}${reason(result)}`),
  });
  terminal.live("  … cleaning up");
  const left = await cleanup.run();
  terminal.live("");
  for (const text of left) terminal.line(`  ${terminal.red("left    ")} ${text}`);

  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => latencies.percentile(share));
  terminal.line(`\n${tableOf(results)}`);
  terminal.line(
    `${latencies.all.length} requests, ${latencies.repeated} repeated; p50 ${ms(p50)}, p95 ${ms(p95)}, p99 ${ms(p99)}`,
  );
  const ok = left.length === 0 && !stop.signal.aborted && results.every(({ state }) => state !== "fail");
  terminal.line(
    ok ? terminal.green("Everything that could be tried works.") : terminal.red("Not all is well."),
  );
  const requests = {
    count: latencies.all.length,
    repeated: latencies.repeated,
    latencyMs: { p50, p95, p99 },
  };
  printJson({ ...begin, ok, server, results, left, requests });
  return ok ? 0 : 1;
}

function tableOf(results: readonly CheckResult[]): string {
  const rows = results.map(({ area, state, requests, latencyMs, durationMs, note }) => [
    area,
    state,
    state === "skipped" ? "" : String(requests),
    state === "skipped" ? "" : ms(latencyMs),
    state === "skipped" ? "" : ms(durationMs),
    state === "pass" ? note : "",
  ]);
  return drawTable(["Area", "Result", "Requests", "Each", "Together", "Seen"], rows);
}

function reason({ state, note }: CheckResult): string {
  return state === "pass" ? "" : `: ${note}`;
}

function paint(terminal: Terminal, state: CheckState): string {
  const colour = { pass: terminal.green, fail: terminal.red }[String(state)] ?? terminal.yellow;
  return colour(state.padEnd(8));
}

const ms = (value = 0): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
