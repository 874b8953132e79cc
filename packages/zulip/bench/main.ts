// Holds the client against its bars: beside zulip-js in one run, and against fixed bounds of time and memory.
//
//   pnpm --filter @platformq/zulip run bench
import { fork } from "node:child_process";
import { once } from "node:events";
import { measureDecoding } from "./decoding.js";
import { measureRequests, type Rates } from "./requests.js";
import { measureStreaming } from "./streaming.js";
import { measureUploading } from "./uploading.js";

const MB = 1_000_000;
const rows: Record<string, { measured: string; bar: string; met: string }> = {};

function bar(name: string, measured: string, bound: string, isMet: boolean): void {
  rows[name] = { measured, bar: bound, met: isMet ? "yes" : "NO" };
  if (!isMet) process.exitCode = 1;
}

function barOfRates(name: string, { ours, zulipJs, ratio }: Rates): void {
  const measured = `${ratio.toFixed(1)} × (${Math.round(ours)} to ${Math.round(zulipJs)} per second)`;
  bar(`${name}, 64 in flight, beside zulip-js`, measured, "≥ 5 ×", ratio >= 5);
}

const server = fork(new URL("./server.ts", import.meta.url), { execArgv: ["--import", "tsx"] });
const [port] = await once(server, "message");
const baseUrl = `http://127.0.0.1:${port}`;
try {
  const peak = await measureUploading(baseUrl, 100 * MB);
  bar("upload of 100 MB, peak RSS", `${(peak / MB).toFixed(0)} MB`, "≤ 120 MB", peak <= 120 * MB);

  const { parse, list } = await measureDecoding();
  const allowed = 1.3 * parse + 25;
  const bound = `≤ 1.3 × ${parse.toFixed(1)} + 25 = ${allowed.toFixed(1)} ms`;
  bar("5,000 messages decoded, beside JSON.parse", `${list.toFixed(1)} ms`, bound, list <= allowed);

  const { reading, sending } = await measureRequests(baseUrl);
  barOfRates("users.me", reading);
  barOfRates("messages.send", sending);

  const growth = await measureStreaming(baseUrl, 50_000);
  bar("50,000 events, growth of the heap", `${(growth / MB).toFixed(2)} MB`, "≤ 1 MB", growth <= MB);
} finally {
  server.disconnect();
}
console.table(rows);
