import { createRequire } from "node:module";
import { ResilienceState } from "@platformq/resilience";
import { ZulipClient } from "@platformq/zulip";
import { median } from "../../../scripts/bench/median.js";
import { startCannedServer } from "../../../scripts/bench/start-canned-server.js";
import { ME } from "./me.js";

/** What is used of zulip-js, which has no types. */
interface ZulipJs {
  readonly messages: { send(params: object): Promise<unknown> };
  readonly users: { me: { getProfile(): Promise<unknown> } };
}
type Connect = (config: { realm: string; username: string; apiKey: string }) => Promise<ZulipJs>;

/** Requests per second of one operation. */
export interface Rates {
  readonly ours: number;
  readonly zulipJs: number;
  /** The median of the ratios within each round. */
  readonly ratio: number;
}

const IN_FLIGHT = 64;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const OUR_CALLS = 8_000;
const THEIR_CALLS = 1_500;
const account = { email: "bench@example.com", apiKey: "0".repeat(32) };

/** What both operations are answered: an account, and the id of a message. */
const ANSWER = { result: "success", msg: "", id: 1, ...ME };

/** Compares with zulip-js on the same server, one after the other in each round. */
export async function measureRequests(): Promise<Record<"reading" | "sending", Rates>> {
  const server = await startCannedServer({ contentType: "application/json", body: JSON.stringify(ANSWER) });
  const { baseUrl } = server;
  // All policies on, with a limit that is never reached: what is measured is their cost, not their effect.
  const rateLimit = { rate: 1e7, burst: 1e7 };
  await using client = new ZulipClient({ baseUrl, ...account, rateLimit, state: new ResilienceState() });
  const connect: Connect = createRequire(import.meta.url)("zulip-js");
  const other = await connect({ realm: baseUrl, username: account.email, apiKey: account.apiKey });
  const text = { topic: "bench", content: "Hello" };
  const rates = {
    reading: await compare(
      () => client.users.me(),
      () => other.users.me.getProfile(),
    ),
    sending: await compare(
      () => client.messages.send({ type: "stream", to: 1, ...text }),
      () => other.messages.send({ type: "stream", to: "1", ...text }),
    ),
  };
  server.close();
  return rates;
}

async function compare(ours: () => Promise<unknown>, theirs: () => Promise<unknown>): Promise<Rates> {
  await perSecond(ours, OUR_CALLS / 4);
  await perSecond(theirs, THEIR_CALLS / 4);
  const rounds: { ours: number; zulipJs: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push({ ours: await perSecond(ours, OUR_CALLS), zulipJs: await perSecond(theirs, THEIR_CALLS) });
  }
  return {
    ours: median(rounds.map((round) => round.ours)),
    zulipJs: median(rounds.map((round) => round.zulipJs)),
    ratio: median(rounds.map((round) => round.ours / round.zulipJs)),
  };
}

async function perSecond(call: () => Promise<unknown>, calls: number): Promise<number> {
  let left = calls;
  const started = performance.now();
  const caller = async (): Promise<void> => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, caller));
  return (calls / (performance.now() - started)) * 1000;
}
