import { createRequire } from "node:module";
import { ResilienceState } from "@platformq/resilience";
import { ZulipClient } from "@platformq/zulip";
import { Pool } from "undici";
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
  /** What undici does with the same bytes and no client around it: no client on it can be faster. */
  readonly undici: number;
  /** The median of the ratios within each round, ours to that of zulip-js. */
  readonly ratio: number;
}

const IN_FLIGHT = 64;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const OUR_CALLS = 8_000;
const THEIR_CALLS = 1_500;
const account = { email: "bench@example.com", apiKey: "0".repeat(32) };

const AUTHORIZATION = `Basic ${Buffer.from(`${account.email}:${account.apiKey}`).toString("base64")}`;
const FORM = "type=stream&to=1&topic=bench&content=Hello";

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
  const pool = new Pool(baseUrl, { connections: IN_FLIGHT, pipelining: 1 });
  const bare = async (method: "GET" | "POST", path: string, body?: string): Promise<unknown> => {
    const type = body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" };
    const headers = { accept: "application/json", authorization: AUTHORIZATION, ...type };
    const answer = await pool.request({ path, method, body: body ?? null, headers });
    return await answer.body.json();
  };
  const rates = {
    reading: await compare(
      () => client.users.me(),
      () => other.users.me.getProfile(),
      () => bare("GET", "/api/v1/users/me"),
    ),
    sending: await compare(
      () => client.messages.send({ type: "stream", to: 1, ...text }),
      () => other.messages.send({ type: "stream", to: "1", ...text }),
      () => bare("POST", "/api/v1/messages", FORM),
    ),
  };
  await pool.close();
  server.close();
  return rates;
}

type Operation = () => Promise<unknown>;

async function compare(ours: Operation, theirs: Operation, bare: Operation): Promise<Rates> {
  await perSecond(ours, OUR_CALLS / 4);
  await perSecond(theirs, THEIR_CALLS / 4);
  await perSecond(bare, OUR_CALLS / 4);
  const rounds: Record<"ours" | "zulipJs" | "undici", number>[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push({
      ours: await perSecond(ours, OUR_CALLS),
      zulipJs: await perSecond(theirs, THEIR_CALLS),
      undici: await perSecond(bare, OUR_CALLS),
    });
  }
  return {
    ours: median(rounds.map((round) => round.ours)),
    zulipJs: median(rounds.map((round) => round.zulipJs)),
    undici: median(rounds.map((round) => round.undici)),
    ratio: median(rounds.map((round) => round.ours / round.zulipJs)),
  };
}

async function perSecond(call: Operation, calls: number): Promise<number> {
  let left = calls;
  const started = performance.now();
  const caller = async (): Promise<void> => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, caller));
  return (calls / (performance.now() - started)) * 1000;
}
