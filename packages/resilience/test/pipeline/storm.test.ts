import { ManualClock } from "@platformq/testing";
import { afterAll, expect, it } from "vitest";
import {
  asNothing,
  basicCredential,
  ConnectionPool,
  type HttpClient,
  type Lane,
  PlatformError,
  path,
  type RequestOptions,
  ResilienceState,
  TokenBucket,
} from "../../src/index.js";
import type { Call } from "../../src/pipeline/call.js";
import { testClient } from "../support/client.js";
import { type Dispatched, ErraticServer, seeded } from "../support/erratic-server.js";

const ORIGIN = "http://storm";
const CALLS = 1_000;
const BEGIN_WITHIN_MS = 60_000;
const connections = { api: 4, transfer: 2 };
const MAX_OPEN_BODIES = 3;
/** Their intervals have no fractions, which sums of times would round. */
const RATES = [0.5, 1, 2, 4, 5, 8];
const METHODS = ["GET", "PUT", "POST"];

const HARDSHIPS = [
  "ABORTED",
  "ATTEMPT_TIMEOUT",
  "BODY_CUT",
  "CIRCUIT_OPEN",
  "CREDENTIAL_REJECTED",
  "DEADLINE_EXCEEDED",
  "ECONNREFUSED",
  "RATE_LIMIT_WAIT",
  "RETRY_AFTER",
];

/** Keeps account of its tokens. */
class CountedBucket extends TokenBucket {
  taken = 0;

  constructor(
    readonly rate: number,
    readonly burst: number,
    clock: ManualClock,
  ) {
    super({ rate, burst, clock });
  }

  override tryTake(): boolean {
    const isTaken = super.tryTake();
    if (isTaken) this.taken++;
    return isTaken;
  }

  override async take(call: Call): Promise<void> {
    await super.take(call);
    this.taken++;
  }

  override giveBack(): void {
    this.taken--;
    super.giveBack();
  }
}

interface Account {
  readonly name: string;
  readonly bucket: CountedBucket;
  readonly client: HttpClient;
}

/** Makes calls of all kinds at random times, and lets time pass until the last of them is over. */
async function storm(seed: number) {
  const random = seeded(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const clock = new ManualClock();
  let mostOver = 0;
  const server = new ErraticServer(clock, random, () => {
    for (const lane of lanes)
      mostOver = Math.max(mostOver, lane.active - lane.limit, lane.open - MAX_OPEN_BODIES);
  });
  const pool = new ConnectionPool({ dispatcher: server, connections, maxOpenBodies: MAX_OPEN_BODIES });
  const state = new ResilienceState();
  const accounts = Array.from({ length: 12 }, (_, index): Account => {
    const name = index === 0 ? "stranger" : `account${index}`;
    const bucket = new CountedBucket(RATES[below(RATES.length)] ?? 1, 1 + below(4), clock);
    const credential = basicCredential(name, "secret");
    const options = { account: name, rateLimit: bucket, timeoutMs: 4_000, credential };
    return { name, bucket, client: testClient(ORIGIN, { clock, pool, state, random, ...options }) };
  });
  const lanes = (["api", "transfer"] as const).map((lane) => pool.bulkhead(ORIGIN, lane));
  const errors = new Map<string, unknown>();
  const unsettled = new Set<string>();

  const begin = async (id: string): Promise<void> => {
    const account = accounts[below(accounts.length)];
    if (account === undefined) return;
    const lane: Lane = random() < 0.7 ? "api" : "transfer";
    const method = METHODS[below(METHODS.length)] ?? "GET";
    const request = { method, lane, path: path`${account.name}/${id}` };
    const leaving = new AbortController();
    if (random() < 0.2) clock.setTimeout(() => leaving.abort(), below(5_000));
    const deadlineMs = random() < 0.5 ? 20 + below(random() < 0.5 ? 500 : 20_000) : false;
    const options: RequestOptions = { signal: leaving.signal, deadlineMs };
    if (random() < 0.7) return account.client.request(request, asNothing, options);
    const { body } = await account.client.stream(request, options);
    const ended = new Promise<void>((resolve) => body.once("close", resolve));
    // Some readers come late, some lose interest.
    clock.setTimeout(() => (random() < 0.3 ? body.destroy() : body.resume()), below(2_000));
    await ended;
  };
  for (let i = 0; i < CALLS; i++) {
    const id = `${i}`;
    unsettled.add(id);
    const run = async (): Promise<void> => {
      await begin(id).catch((error: unknown) => errors.set(id, error));
      unsettled.delete(id);
    };
    clock.setTimeout(() => void run(), below(BEGIN_WITHIN_MS));
  }
  clock.setTimeout(() => {
    server.isDown = true;
  }, 15_000);
  clock.setTimeout(() => {
    server.isDown = false;
  }, 18_000);

  // A lost wake-up would leave nothing to wait for, or go on for ever.
  for (let passed = 0; unsettled.size > 0 && passed < 40; passed++) {
    await clock.advanceAsync(15_000);
  }
  expect(mostOver).toBe(0);
  return { clock, accounts, lanes, errors, unsettled, dispatched: server.dispatched };
}

/** Tells whether more went out in any time than `burst + rate · t`, and a token for each that came back in that time. */
function exceeds({ rate, burst }: CountedBucket, requests: readonly Dispatched[]): boolean {
  const sent = requests.filter(({ unsentAt }) => unsentAt === undefined);
  const returns = requests.flatMap(({ unsentAt }) => unsentAt ?? []);
  return sent.some((first, i) =>
    sent.slice(i).some((last, more) => {
      const late = returns.filter((at) => at >= first.at && at <= last.at).length;
      return more + 1 > burst + (rate * (last.at - first.at)) / 1000 + late + 1e-6;
    }),
  );
}

const met = new Set<string>();

it.each([1, 2, 3])("a storm (%i) leaves no call waiting and loses no slot, token or permit", async (seed) => {
  const { clock, accounts, lanes, errors, unsettled, dispatched } = await storm(seed);

  expect([...unsettled]).toEqual([]);
  for (const lane of lanes) expect(lane).toMatchObject({ active: 0, open: 0, waiting: 0 });

  for (const { name, bucket } of accounts) {
    const own = dispatched.filter(({ account }) => account === name);
    expect(bucket.waiting).toBe(0);
    expect(bucket.taken).toBe(own.filter(({ unsentAt }) => unsentAt === undefined).length);
    expect(exceeds(bucket, own)).toBe(false);
  }

  const sent = new Set(dispatched.flatMap((one) => (one.sent ? one.id : [])));
  for (const [id, error] of errors) {
    if (!(error instanceof PlatformError)) throw error;
    met.add(error.code);
    expect([id, error.outcome === "not-sent"]).toEqual([id, !sent.has(id)]);
  }
  // A wrong password is tried by one quick call, by one whose answer might be long in coming, and by another for each of
  // them that got none.
  const tries = dispatched.filter(({ account }) => account === "stranger");
  const unanswered = tries.filter(({ status }) => status === undefined).length;
  expect(tries.length - unanswered).toBeLessThanOrEqual(2 + unanswered);

  // And afterwards all is as before.
  await clock.advanceAsync(100_000);
  expect(clock.holding).toBe(0);
  for (const { bucket } of accounts) {
    const free = Array.from({ length: bucket.burst + 1 }, () => bucket.tryTake());
    expect(free).toEqual([...Array(bucket.burst).fill(true), false]);
  }
});

// Else the storms were none.
afterAll(() => {
  expect([...met]).toEqual(expect.arrayContaining(HARDSHIPS));
});
