// What verifying and queueing costs, as ratios within one run: absolute figures mean little on a shared machine.
import { fork } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { samplePayloads } from "@platformq/webhooks";
import { Bars } from "../../../scripts/bench/bars.js";
import { median } from "../../../scripts/bench/median.js";
import { type Load, load } from "./load.js";

const CONNECTIONS = 64;
const REQUESTS = 6_000;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const secret = "s3cret";

/** As large as a work package is with what it embeds. */
const filling = "Lorem ipsum dolor sit amet. ".repeat(60);

let workPackages = 0;

/** A request of OpenProject and of GitHub in one: each receiver looks at its own headers. Each is another event. */
function request(): Buffer {
  const delivery = randomUUID();
  const sample = samplePayloads.openproject["work_package:updated"];
  const work_package = { ...Object(sample.work_package), id: ++workPackages };
  const body = JSON.stringify({ ...sample, work_package, delivery, filling });
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

const server = fork(new URL("./server.ts", import.meta.url), {
  execArgv: ["--import", "tsx"],
});
const heard = <T>(): Promise<T> => new Promise((resolve) => server.once("message", resolve));
const { port, names } = await heard<{ port: number; names: string[] }>();

/** Begins a round of a server and reads the processor time used so far, in µs. */
async function begin(name: string): Promise<number> {
  const answer = heard<number>();
  server.send(name);
  return await answer;
}

interface Round extends Load {
  /** Processor time of the server per request: unlike the rate it bears company on the machine. */
  readonly cpuMicros: number;
}

const results = new Map(names.map((name): [string, Round[]] => [name, []]));
for (let round = -1; round < ROUNDS; round++) {
  for (const name of names) {
    const requests = Array.from({ length: round < 0 ? REQUESTS / 2 : REQUESTS }, request);
    const before = await begin(name);
    const result = await load(port, requests, CONNECTIONS);
    const cpuMicros = ((await begin("bare")) - before) / requests.length;
    if (round >= 0) results.get(name)?.push({ ...result, cpuMicros });
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
        "CPU µs": Math.round(median(rounds.map(({ cpuMicros }) => cpuMicros)) * 10) / 10,
        "× bare": Math.round(ratio(name, "bare") * 100) / 100,
      },
    ]),
  ),
);
const durable = median((results.get("durable") ?? []).map(({ perSecond }) => perSecond));
const bars = new Bars();
// No receiver is faster than a server that only verifies and parses.
const most = (other: string): string => `(at most ${ratio("HMAC and JSON.parse", other).toFixed(2)} here)`;
bars.atLeast("accepted beside node:http", ratio("accepted", "bare"), 0.7, "× bare node:http", most("bare"));
bars.atLeast(
  "accepted beside octokit",
  ratio("accepted", "octokit"),
  1.3,
  "× @octokit/webhooks",
  most("octokit"),
);
bars.atLeast("durably accepted", durable, 5_000, "per second");
bars.print();
