import { randomUUID } from "node:crypto";
import { Redis, type RedisOptions } from "ioredis";
import { entryText, parseEntry } from "./entry-text.js";
import { type Claim, type Journal, type JournalEntry, RunInProgressError } from "./journal.js";

/** How a journal is kept in Redis. */
export interface RedisJournalOptions {
  /** What all keys in Redis begin with. @default "platformq:journal" */
  prefix?: string | undefined;
  /** How long a run stays with a process that gives no sign of life, in milliseconds. @default 30_000 */
  leaseMs?: number | undefined;
}

/** How many entries are read at a time. */
const CHUNK = 500;

/** Goes on only for who holds the run; who has no claim passes an empty token and needs a run nobody holds. */
const GUARD = `if (redis.call("GET", KEYS[1]) or "") ~= ARGV[1] then return 0 end`;
const APPEND = `${GUARD} redis.call("SADD", KEYS[3], ARGV[2]) return redis.call("RPUSH", KEYS[2], ARGV[3])`;
const REMOVE = `${GUARD} redis.call("DEL", KEYS[2]) redis.call("SREM", KEYS[3], ARGV[2]) return 1`;
const RENEW = `${GUARD} return redis.call("PEXPIRE", KEYS[1], ARGV[2])`;
const RELEASE = `${GUARD} return redis.call("DEL", KEYS[1])`;

/**
 * Makes a journal in Redis, for processes on several machines. What outlives a crash of Redis is what its persistence is
 * configured to keep (`appendonly`, `appendfsync`).
 *
 * A claimed run is free again when its process has not renewed the claim for `leaseMs`. A process that comes back after
 * that cannot write to the run any more, whether somebody else has it, had it, or not: its `append` and `remove` throw
 * {@link RunInProgressError}, and its claim is `lost`.
 *
 * @param redis a `redis://` URL or ioredis options, for a connection that `close()` ends; or a client, which stays open
 */
export function redisJournal(
  redis: Redis | RedisOptions | string,
  options: RedisJournalOptions = {},
): Journal {
  const { prefix = "platformq:journal", leaseMs = 30_000 } = options;
  // Not `instanceof`: a client may be of another copy of ioredis.
  const isClient = typeof redis === "object" && "options" in redis;
  return new RedisJournal(isClient ? redis : connect(redis), !isClient, prefix, leaseMs);
}

/** Makes a client that connects when it is first used. */
function connect(redis: RedisOptions | string): Redis {
  const settings = { lazyConnect: true };
  const client =
    typeof redis === "string" ? new Redis(redis, settings) : new Redis({ ...redis, ...settings });
  // Whoever waits for a command hears of it.
  return client.on("error", () => {});
}

/** A claim of this journal's. */
interface Held {
  /** Of this claim alone: a later one, of whomever, has another. */
  readonly token: string;
  readonly timer: NodeJS.Timeout;
}

class RedisJournal implements Journal {
  readonly #held = new Map<string, Held>();

  constructor(
    private readonly redis: Redis,
    private readonly ownsRedis: boolean,
    private readonly prefix: string,
    private readonly leaseMs: number,
  ) {}

  async append(runId: string, entry: JournalEntry): Promise<void> {
    await this.#write(APPEND, runId, entryText(entry));
  }

  async *read(runId: string): AsyncGenerator<JournalEntry> {
    for (let start = 0; ; start += CHUNK) {
      const texts = await this.redis.lrange(this.#entries(runId), start, start + CHUNK - 1);
      yield* texts.map(parseEntry);
      if (texts.length < CHUNK) return;
    }
  }

  async *runs(): AsyncGenerator<string> {
    // A scan may give an id twice.
    const seen = new Set<string>();
    let cursor = "0";
    do {
      const [next, ids] = await this.redis.sscan(this.#index, cursor);
      cursor = next;
      for (const id of ids) {
        if (seen.has(id)) continue;
        seen.add(id);
        yield id;
      }
    } while (cursor !== "0");
  }

  async remove(runId: string): Promise<void> {
    await this.#write(REMOVE, runId);
  }

  async claim(runId: string): Promise<Claim> {
    // One that was lost counts until it is disposed of: whoever has it may not write under a later one.
    if (this.#held.has(runId)) throw new RunInProgressError(runId);
    const key = this.#holder(runId);
    const token = randomUUID();
    const taken = await this.redis.set(key, token, "PX", this.leaseMs, "NX");
    if (taken === null) throw new RunInProgressError(runId);
    const loss = new AbortController();
    const renew = async (): Promise<void> => {
      if ((await this.redis.eval(RENEW, 1, key, token, this.leaseMs)) !== 0) return;
      clearInterval(timer);
      loss.abort(new RunInProgressError(runId));
    };
    // Failing is no reason to stop: the lease may last until Redis is back, and `append` notices when it did not.
    const timer = setInterval(() => void renew().catch(() => {}), this.leaseMs / 3).unref();
    this.#held.set(runId, { token, timer });
    return { lost: loss.signal, [Symbol.asyncDispose]: () => this.#release(runId, token) };
  }

  async isClaimed(runId: string): Promise<boolean> {
    return (await this.redis.exists(this.#holder(runId))) === 1;
  }

  async close(): Promise<void> {
    try {
      await Promise.all([...this.#held].map(([runId, { token }]) => this.#release(runId, token)));
    } finally {
      if (this.ownsRedis) this.redis.disconnect();
    }
  }

  async #write(script: string, runId: string, ...more: string[]): Promise<void> {
    const keys = [this.#holder(runId), this.#entries(runId), this.#index];
    const token = this.#held.get(runId)?.token ?? "";
    const written = await this.redis.eval(script, keys.length, ...keys, token, runId, ...more);
    if (written === 0) throw new RunInProgressError(runId);
  }

  async #release(runId: string, token: string): Promise<void> {
    const held = this.#held.get(runId);
    if (held?.token !== token) return;
    clearInterval(held.timer);
    this.#held.delete(runId);
    await this.redis.eval(RELEASE, 1, this.#holder(runId), token);
  }

  #entries(runId: string): string {
    return `${this.prefix}:entries:${runId}`;
  }

  #holder(runId: string): string {
    return `${this.prefix}:holder:${runId}`;
  }

  get #index(): string {
    return `${this.prefix}:runs`;
  }
}
