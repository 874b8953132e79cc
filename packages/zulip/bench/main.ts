// Holds the client against its bars: beside zulip-js in one run, and against fixed bounds of time and memory.
//
//   pnpm --filter @platformq/zulip run bench
import { fork } from "node:child_process";
import { once } from "node:events";
import { Bars } from "../../../scripts/bench/bars.js";
import { measureDecoding } from "./decoding.js";
import { measureRequests, type Rates } from "./requests.js";
import { measureStreaming } from "./streaming.js";
import { measureUploading } from "./uploading.js";

const MB = 1_000_000;
const bars = new Bars();

function barOfRates(name: string, { ours, zulipJs, undici, ratio }: Rates): void {
  const beside = `zulip-js ${Math.round(zulipJs)}, bare undici ${Math.round(undici)}`;
  const details = `(${Math.round(ours)} per second; ${beside})`;
  bars.atLeast(`${name}, 64 in flight`, ratio, 5, "× zulip-js", details);
}

const server = fork(new URL("./server.ts", import.meta.url), { execArgv: ["--import", "tsx"] });
const [port] = await once(server, "message");
const baseUrl = `http://127.0.0.1:${port}`;
try {
  const peak = await measureUploading(baseUrl, 100 * MB);
  bars.atMost("upload of 100 MB, peak RSS", peak / MB, 120, "MB");

  const { parse, list } = await measureDecoding();
  bars.atMost("5,000 messages decoded, 1.3 × JSON.parse + 25 ms", list, 1.3 * parse + 25, "ms");

  const { reading, sending } = await measureRequests();
  barOfRates("users.me", reading);
  barOfRates("messages.send", sending);

  const growth = await measureStreaming(baseUrl, 50_000);
  bars.atMost("50,000 events, growth of the heap", growth / MB, 1, "MB");
} finally {
  server.disconnect();
}
bars.print();
