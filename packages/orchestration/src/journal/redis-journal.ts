import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { entryText, parseEntry } from "./entry-text.js";
import { type Journal, type JournalEntry, RunInProgressError } from "./journal.js";

/** How a journal is kept in Redis. */
export interface RedisJournalOptions {
  /** What all keys in Redis begin with. @default "platformq:journal" */
  prefix?: string | undefined;
  /** How long a run stays with a process that gives no sign of life, in milliseconds. @default 30_000 */
  leaseMs?: number | undefined;
}

/** How many entries are read at a time. */
const CHUNK = 500;

/** Adds an entry, unless the run has gone over to somebody else. */
const APPEND = `
local holder = redis.call("GET", KEYS[2])
if holder and holder ~= ARGV[1] then return 0 end
redis.call("SADD", KEYS[3], ARGV[2])
return redis.call("RPUSH", KEYS[1], ARGV[3])`;

const RENEW = `if redis.call("GET", KEYS[1]) == ARGV[1] then redis.call("PEXPIRE", KEYS[1], ARGV[2]) end`;
const RELEASE = `if redis.call("GET", KEYS[1]) == ARGV[1] then redis.call("DEL", KEYS[1]) end`;

/**
 * Makes a journal in Redis, for processes on several machines. What outlives a crash of Redis is what its persistence is
 * configured to keep (`appendonly`, `appendfsync`).
 *
 * A claimed run is free again when its process has not renewed the claim for `leaseMs`. A process that comes back after
 * that cannot write to a run somebody else has taken: its `append` throws {@link RunInProgressError}.
 *
 * @param redis a client of the caller's, who closes it
 */
export function redisJournal(redis: Redis, options: RedisJournalOptions = {}): Journal {
  return new RedisJournal(redis, options.prefix ?? "platformq:journal", options.leaseMs ?? 30_000);
}

class RedisJournal implements Journal {
  readonly #id = randomUUID();
  readonly #claims = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
    private readonly leaseMs: number,
  ) {}

  async append(runId: string, entry: JournalEntry): Promise<void> {
    const keys = [this.#entries(runId), this.#holder(runId), this.#index];
    const length = await this.redis.eval(APPEND, keys.length, ...keys, this.#id, runId, entryText(entry));
    if (length === 0) throw new RunInProgressError(runId);
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
    await this.redis.multi().del(this.#entries(runId)).srem(this.#index, runId).exec();
  }

  async claim(runId: string): Promise<AsyncDisposable> {
    const key = this.#holder(runId);
    const taken = await this.redis.set(key, this.#id, "PX", this.leaseMs, "NX");
    if (taken === null) throw new RunInProgressError(runId);
    const renew = (): void => {
      // Failing is no reason to stop: the lease may last until Redis is back, and `append` notices when it did not.
      this.redis.eval(RENEW, 1, key, this.#id, this.leaseMs).catch(() => {});
    };
    this.#claims.set(runId, setInterval(renew, this.leaseMs / 3).unref());
    return { [Symbol.asyncDispose]: () => this.#release(runId) };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#claims.keys()].map((runId) => this.#release(runId)));
  }

  async #release(runId: string): Promise<void> {
    clearInterval(this.#claims.get(runId));
    if (this.#claims.delete(runId)) await this.redis.eval(RELEASE, 1, this.#holder(runId), this.#id);
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
