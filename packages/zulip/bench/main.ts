import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ZulipClient } from "../src/index.js";

// Measures sending at 64 in flight, 50,000 events, and an upload of 100 MB, against a stub in another process.
const MB = 1_000_000;
const server = fork(new URL("./server.ts", import.meta.url));
const [port] = await once(server, "message");
const client = new ZulipClient({
  baseUrl: `http://127.0.0.1:${port}`,
  email: "bench@example.com",
  apiKey: "0".repeat(32),
  rateLimit: false,
});

async function sending(count: number, inFlight: number): Promise<string> {
  let left = count;
  const started = performance.now();
  const worker = async (): Promise<void> => {
    while (left-- > 0) await client.messages.send({ type: "stream", to: 1, topic: "t", content: "Hello" });
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return `${Math.round((count / (performance.now() - started)) * 1000)} messages per second at ${inFlight} in flight`;
}

async function streaming(count: number): Promise<string> {
  let seen = 0;
  let early = 0;
  for await (const event of client.events.stream({ event_types: ["user_status"] })) {
    if (event.type === "user_status") seen++;
    if (seen === count / 5) {
      globalThis.gc?.();
      early = process.memoryUsage().heapUsed;
    }
    if (seen === count) break;
  }
  globalThis.gc?.();
  const grown = process.memoryUsage().heapUsed - early;
  return `${count} events; the heap grew by ${(grown / MB).toFixed(1)} MB over the last four fifths`;
}

async function uploading(megabytes: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "zulip-bench-"));
  const path = join(folder, "large.bin");
  const file = await open(path, "w");
  await file.truncate(megabytes * MB);
  await file.close();
  let peak = 0;
  const started = performance.now();
  await client.uploads.upload(path, {
    onProgress: () => {
      peak = Math.max(peak, process.memoryUsage.rss());
    },
  });
  rmSync(folder, { recursive: true });
  const seconds = (performance.now() - started) / 1000;
  return `${megabytes} MB uploaded in ${seconds.toFixed(2)} s; peak RSS ${(peak / MB).toFixed(0)} MB`;
}

console.log(await uploading(100));
console.log(await sending(20_000, 64));
console.log(await streaming(50_000));
await client.close();
server.disconnect();
