// What verifying and queueing costs, as ratios within one run: absolute figures mean little on a shared machine.
import { fork } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { samplePayloads } from "@platformq/webhooks";
import { type Load, load } from "./load.js";

const CONNECTIONS = 64;
const REQUESTS = 6_000;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const secret = "s3cret";

/** As large as a work package is with what it embeds. */
const filling = "Lorem ipsum dolor sit amet. ".repeat(60);

/** A request of OpenProject and of GitHub in one: each receiver looks at its own headers. No two bodies are equal. */
function request(): Buffer {
  const delivery = randomUUID();
  const body = JSON.stringify({ ...samplePayloads.openproject["work_package:updated"], delivery, filling });
  const sign = (algorithm: string): string => createHmac(algorithm, secret).update(body).digest("hex");
  const head = [
    "POST /webhooks/openproject HTTP/1.1",
    "Host: 127.0.0.1",
    "Content-Type: application/json",
    "User-Agent: GitHub-Hookshot/bench",
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-OP-Signature: sha1=${sign("sha1")}`,
    `X-Hub-Signature-256: sha256=${sign("sha256")}`,
    "X-GitHub-Event: issues",
    `X-GitHub-Delivery: ${delivery}`,
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`);
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const server = fork(new URL("./server.ts", import.meta.url), {
  execArgv: ["--import", "tsx"],
});
const ports = await new Promise<Record<string, number>>((resolve) =>
  server.once("message", (message: Record<string, number>) => resolve(message)),
);
const results = new Map(Object.keys(ports).map((name): [string, Load[]] => [name, []]));
for (let round = -1; round < ROUNDS; round++) {
  for (const [name, port] of Object.entries(ports)) {
    const requests = Array.from({ length: round < 0 ? REQUESTS / 2 : REQUESTS }, request);
    const result = await load(port, requests, CONNECTIONS);
    if (round >= 0) results.get(name)?.push(result);
  }
}
server.disconnect();

/** The median of the rounds' ratios. */
function ratio(name: string, other: string): number {
  const others = results.get(other) ?? [];
  return median(
    (results.get(name) ?? []).map(({ perSecond }, round) => perSecond / (others[round]?.perSecond ?? 0)),
  );
}

console.log(`Node ${process.version}, ${CONNECTIONS} connections, median of ${ROUNDS} rounds`);
console.table(
  Object.fromEntries(
    [...results].map(([name, rounds]) => [
      name,
      {
        "requests/s": Math.round(median(rounds.map(({ perSecond }) => perSecond))),
        "p99 ms": Math.round(median(rounds.map(({ p99Ms }) => p99Ms)) * 10) / 10,
        "× bare": Math.round(ratio(name, "bare") * 100) / 100,
      },
    ]),
  ),
);
const durable = median((results.get("durable") ?? []).map(({ perSecond }) => perSecond));
const bars = [
  { name: "accepted / bare node:http", value: ratio("accepted", "bare"), bar: 0.7 },
  { name: "accepted / @octokit/webhooks", value: ratio("accepted", "octokit"), bar: 1.3 },
  { name: "durably accepted per second", value: durable, bar: 5_000 },
];
console.table(
  bars.map(({ value, ...bar }) => ({ ...bar, value: Math.round(value * 100) / 100, ok: value >= bar.bar })),
);
if (bars.some(({ value, bar }) => !(value >= bar))) process.exitCode = 1;
