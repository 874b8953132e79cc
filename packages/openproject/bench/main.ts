// What the client costs, as ratios within one run: absolute figures mean little on a shared machine.
//
//   pnpm --filter @platformq/openproject run bench
import { OpenProjectClient, type OpenProjectOptions } from "@platformq/openproject";
import { ConnectionPool, type Fetch, ResilienceState } from "@platformq/resilience";
import axios from "axios";
import { Bars } from "../../../scripts/bench/bars.js";
import { median } from "../../../scripts/bench/median.js";
import { startCannedServer } from "../../../scripts/bench/start-canned-server.js";
import { page, workPackage } from "./work-package.js";

const IN_FLIGHT = 64;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const CALLS = Number(process.env.BENCH_CALLS ?? 8000);
const API_KEY = "opapi-benchmark";

const bars = new Bars();

/** All policies on, with a rate that is never reached: what is measured is their cost, not their effect. */
function createClient(baseUrl: string, options: Partial<OpenProjectOptions> = {}): OpenProjectClient {
  const rateLimit = { rate: 1e7, burst: 1e7 };
  return new OpenProjectClient({
    baseUrl,
    apiKey: API_KEY,
    state: new ResilienceState(),
    rateLimit,
    ...options,
  });
}

async function requestsPerSecond(call: () => Promise<unknown>, calls: number): Promise<number> {
  let left = calls;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await call();
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return calls / ((performance.now() - begun) / 1000);
}

/** Reads one work package, which is the commonest of calls. */
async function measureThroughput(): Promise<void> {
  const body = JSON.stringify(workPackage(4711));
  const server = await startCannedServer({ contentType: "application/hal+json; charset=utf-8", body });
  const origin = server.baseUrl;
  const url = `${origin}/api/v3/work_packages/4711`;
  const headers = {
    accept: "application/hal+json",
    authorization: `Basic ${Buffer.from(`apikey:${API_KEY}`).toString("base64")}`,
  };
  // As many connections as by default: sixteen busy ones do more than one for each call in flight.
  const pool = new ConnectionPool();
  const client = createClient(origin, { pool });
  const variants: Record<string, () => Promise<unknown>> = {
    "this client": () => client.workPackages.get(4711),
    "global fetch": async () => (await fetch(url, { headers })).json(),
    axios: async () => (await axios.get(url, { headers })).data,
  };
  const rates = new Map<string, number[]>();
  for (const call of Object.values(variants)) await requestsPerSecond(call, CALLS / 4);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, call] of Object.entries(variants)) {
      // The slow ones get fewer calls, so that all run for a similar time.
      const rate = await requestsPerSecond(call, name === "this client" ? CALLS : CALLS / 4);
      rates.set(name, [...(rates.get(name) ?? []), rate]);
    }
  }
  server.close();
  await pool.close();

  const ofRound = (name: string, round: number): number => rates.get(name)?.[round] ?? Number.NaN;
  const times = (name: string): number =>
    median((rates.get("this client") ?? []).map((rate, round) => rate / ofRound(name, round)));
  console.log(`\nGET work_packages/4711 (2.5 kB), ${IN_FLIGHT} in flight, median of ${ROUNDS} rounds`);
  console.table(
    Object.fromEntries(
      [...rates].map(([name, values]) => [name, { "requests/s": Math.round(median(values)) }]),
    ),
  );
  bars.atLeast("requests/s, against global fetch", times("global fetch"), 3);
  bars.atLeast("requests/s, against axios", times("axios"), 5);
}

const hal = (body: string | Uint8Array): Response =>
  new Response(body, { headers: { "content-type": "application/hal+json; charset=utf-8" } });

/** Decodes and checks a page of 1,000 work packages, given the same bytes as `JSON.parse`. */
async function measureDecoding(): Promise<void> {
  const bytes = Buffer.from(JSON.stringify(page(1000, 1, 1000)));
  const client = createClient("http://openproject.example", { fetch: async () => hal(bytes) });
  const parsing: number[] = [];
  const listing: number[] = [];
  for (let round = 0; round < 4 * ROUNDS; round++) {
    const begun = performance.now();
    JSON.parse(bytes.toString("utf8"));
    const parsed = performance.now();
    await client.workPackages.list({ pageSize: 1000 });
    parsing.push(parsed - begun);
    listing.push(performance.now() - parsed);
  }
  // The best of all rounds: what else the machine does can only add to it.
  const parseMs = Math.min(...parsing);
  const megabytes = (bytes.length / 1e6).toFixed(1);
  console.log(`\n1,000 work packages, ${megabytes} MB: JSON.parse alone takes ${parseMs.toFixed(1)} ms`);
  bars.atMost("1,000 work packages decoded and checked", Math.min(...listing), 1.5 * parseMs + 10, "ms");
}

/** Iterates over 20,000 work packages; what is still on the heap after each 2,000 must not grow. */
async function measureHeap(): Promise<void> {
  const collect = globalThis.gc;
  if (collect === undefined) throw new Error("run with --expose-gc");
  const total = 20_000;
  const answer: Fetch = async (input) => {
    const { searchParams } = new URL(String(input));
    const pageSize = Number(searchParams.get("pageSize"));
    return hal(JSON.stringify(page(total, Number(searchParams.get("offset") ?? 1), pageSize)));
  };
  const client = createClient("http://openproject.example", { fetch: answer });
  const heapBytes: number[] = [];
  let count = 0;
  for await (const _ of await client.workPackages.list({ pageSize: 200 })) {
    if (++count % 2000 > 0) continue;
    collect();
    heapBytes.push(process.memoryUsage().heapUsed);
  }
  if (count !== total) throw new Error(`${count} work packages came instead of ${total}`);
  const [, second = Number.NaN] = heapBytes;
  // The first 2,000 warm everything up.
  bars.atMost("heap growth over 20,000 work packages", ((heapBytes.at(-1) ?? 0) - second) / 1e6, 1, "MB");
}

await measureDecoding();
await measureHeap();
await measureThroughput();
bars.print();
