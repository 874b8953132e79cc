// What a call costs, as ratios within one run: absolute figures mean little on a shared machine.
import { fork } from "node:child_process";
import {
  asJson,
  type ClientOptions,
  ConnectionPool,
  HttpClient,
  path,
  ResilienceState,
} from "@platformq/resilience";
import { Pool } from "undici";
import { Bars } from "../../../scripts/bench/bars.js";
import { median } from "../../../scripts/bench/median.js";
import { StubDispatcher } from "./stub-dispatcher.js";
import { body, WorkPackage } from "./work-package.js";

const IN_FLIGHT = 64;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 9);
const request = { method: "GET", path: path`api/v3/work_packages/4711` };
const reader = asJson(WorkPackage);

const bars = new Bars();

/** All policies on, with limits that are never reached: what is measured is their cost, not their effect. */
function createClient(baseUrl: string, options: Partial<ClientOptions>): HttpClient {
  return new HttpClient({
    rules: { name: "bench" },
    account: "bench",
    defaultRate: 1,
    options: { baseUrl, state: new ResilienceState(), rateLimit: { rate: 1e7, burst: 1e7 }, ...options },
  });
}

async function throughput(run: () => Promise<unknown>, calls: number): Promise<number> {
  let left = calls;
  const begun = process.hrtime.bigint();
  const worker = async (): Promise<void> => {
    while (left-- > 0) await run();
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return calls / (Number(process.hrtime.bigint() - begun) / 1e9);
}

async function measureThroughput(): Promise<void> {
  const server = fork(new URL("./server.ts", import.meta.url), { execArgv: ["--import", "tsx"] });
  const port = await new Promise<number>((resolve) =>
    server.once("message", (value) => resolve(Number(value))),
  );
  const origin = `http://127.0.0.1:${port}`;
  const bare = new Pool(origin, { connections: IN_FLIGHT, pipelining: 1 });
  const pool = new ConnectionPool({ connections: { api: IN_FLIGHT } });
  const plain = createClient(origin, { pool, deadlineMs: false });
  const bounded = createClient(origin, { pool });
  const raw = async (): Promise<unknown> => {
    const answer = await bare.request({ path: "/api/v3/work_packages/4711", method: "GET" });
    return JSON.parse(await answer.body.text());
  };
  const variants: [string, number, () => Promise<unknown>][] = [
    ["undici Pool.request + JSON.parse", 20_000, raw],
    ["the pipeline, no deadline", 20_000, () => plain.request(request, reader)],
    ["the pipeline, default deadline", 20_000, () => bounded.request(request, reader)],
    ["global fetch", 4_000, async () => (await fetch(`${origin}/api/v3/work_packages/4711`)).json()],
    ["undici Pool.request again (noise)", 20_000, raw],
  ];
  for (const [, calls, run] of variants) await throughput(run, calls / 4);
  const rates = variants.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, [, calls, run]] of variants.entries())
      rates[index]?.push(await throughput(run, calls));
  }
  server.disconnect();
  await Promise.all([bare.close(), pool.close()]);

  const [base = [], ours = [], withDeadline = [], fetched = [], again = []] = rates;
  // Both raw runs bracket the others in every round; a ratio is taken within its round.
  const against = (values: number[], other: (round: number) => number): number =>
    median(values.map((value, round) => value / other(round)));
  const rawOf = (round: number): number => ((base[round] ?? 0) + (again[round] ?? 0)) / 2;
  console.log(`\nThroughput, ${IN_FLIGHT} in flight, median of ${ROUNDS} rounds`);
  console.table(
    Object.fromEntries(
      variants.map(([name], index) => [
        name,
        {
          "requests/s": Math.round(median(rates[index] ?? [])),
          "× raw": against(rates[index] ?? [], rawOf).toFixed(2),
        },
      ]),
    ),
  );
  bars.atLeast("pipeline / raw, no deadline", against(ours, rawOf), 0.9);
  bars.atLeast("pipeline / raw, default deadline", against(withDeadline, rawOf), 0.85);
  bars.atLeast(
    "pipeline / global fetch",
    against(ours, (round) => fetched[round] ?? 0),
    4,
  );
}

async function cpuPerCall(run: () => Promise<unknown>, calls = 200_000): Promise<number> {
  for (let i = 0; i < 20_000; i++) await run();
  const begun = process.cpuUsage();
  for (let i = 0; i < calls; i++) await run();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / calls;
}

/** The same parse without a pipeline around it, over the same stub, is what is taken off. */
async function measureCpu(): Promise<void> {
  const stub = new StubDispatcher(body);
  const bytes = Buffer.from(body);
  const pool = new ConnectionPool({ dispatcher: stub });
  const plain = createClient("http://stub", { pool, deadlineMs: false });
  const bounded = createClient("http://stub", { pool });
  const parse = async (): Promise<unknown> => WorkPackage.safeParse(JSON.parse(bytes.toString("utf8")));
  const figures = { parse: [] as number[], plain: [] as number[], bounded: [] as number[] };
  for (let round = 0; round < 5; round++) {
    figures.parse.push(await cpuPerCall(parse));
    figures.plain.push(await cpuPerCall(() => plain.request(request, reader)));
    figures.bounded.push(await cpuPerCall(() => bounded.request(request, reader)));
  }
  const own = (values: number[]): number =>
    median(values.map((value, round) => value - (figures.parse[round] ?? 0)));
  bars.atMost("CPU of its own per call, no deadline", own(figures.plain), 5, "µs");
  bars.atMost("CPU of its own per call, default deadline", own(figures.bounded), 15, "µs");
}

async function measureHeap(): Promise<void> {
  const calls = 100_000;
  const pool = new ConnectionPool({ dispatcher: new StubDispatcher() });
  const client = createClient("http://stub", { pool });
  const controller = new AbortController();
  const collect = globalThis.gc;
  if (collect === undefined) throw new Error("run with --expose-gc");
  collect();
  const before = process.memoryUsage().heapUsed;
  const pending: Promise<unknown>[] = new Array(calls);
  for (let i = 0; i < calls; i++) pending[i] = client.request(request, reader, { signal: controller.signal });
  collect();
  const heapBytes = (process.memoryUsage().heapUsed - before) / calls;
  const settled = Promise.allSettled(pending);
  controller.abort();
  await settled;
  bars.atMost("heap per queued call", heapBytes, 1024, "bytes");
}

await measureCpu();
await measureHeap();
await measureThroughput();
bars.print();
