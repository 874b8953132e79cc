// 10,000 users against the fakes, with no limits: does the heap stay flat, and what rate do the fakes bear?
// The figures compare two moments of one run; run it on a quiet machine.
import { fork } from "node:child_process";
import { once } from "node:events";
import { NextcloudClient } from "@platformq/nextcloud";
import { OpenProjectClient } from "@platformq/openproject";
import { ProvisioningService, type UserSpec } from "@platformq/orchestration";
import { ZulipClient } from "@platformq/zulip";
import { Bars } from "../../../scripts/bench/bars.js";

const USERS = Number(process.env.BENCH_USERS ?? 10_000);
const FIRST = USERS / 10;
const ALLOWED_MB = 10;

const collect = globalThis.gc;
if (collect === undefined) throw new Error("Run it with --expose-gc");

function heapMb(): number {
  collect?.();
  return process.memoryUsage().heapUsed / 1024 ** 2;
}

async function* users(): AsyncGenerator<UserSpec> {
  for (let number = 1; number <= USERS; number++) {
    const login = `user${number}`;
    yield {
      login,
      email: `${login}@example.org`,
      displayName: `User ${number}`,
      quota: "5 GB",
      groups: ["staff"],
    };
  }
}

const servers = fork(new URL("./servers.ts", import.meta.url), {
  execArgv: ["--conditions=@platformq/source", "--import", "tsx"],
});
const [{ nextcloud, zulip, openproject }] = await once(servers, "message");
const clients = {
  nextcloud: new NextcloudClient({ ...nextcloud, rateLimit: false }),
  zulip: new ZulipClient({ ...zulip, rateLimit: false }),
  openproject: new OpenProjectClient({ ...openproject, rateLimit: false }),
};
await using service = new ProvisioningService(clients);
const run = service.provisionMany(users(), { concurrency: 16, total: USERS });
let first = 0;
let last = 0;
for await (const { seq } of run) {
  if (seq === FIRST) first = heapMb();
  if (seq === USERS) last = heapMb();
  if (seq % FIRST === 0) {
    const { usersPerSecond, etaMs = 0 } = run.stats;
    console.log(`${seq} users, ${usersPerSecond.toFixed(0)} a second, ${(etaMs / 1000).toFixed(0)} s to go`);
  }
}
const { stats } = await run.result;
const growthMb = last - first;
console.log({ ...stats, heapAtFirstMb: first, growthMb });
servers.disconnect();
const bars = new Bars();
bars.atLeast("users created", stats.usersCreated, USERS, "");
bars.atMost("growth of the heap", growthMb, ALLOWED_MB, "MB");
bars.print();
