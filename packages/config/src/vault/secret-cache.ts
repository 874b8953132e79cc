import { isDeepStrictEqual } from "node:util";
import type { Clock, Logger } from "@platformq/resilience";
import { loggable } from "./loggable.js";

/** The texts of one secret, by key. */
export type SecretData = Readonly<Record<string, string>>;

interface Entry {
  readonly data: SecretData;
  /** From then on it is read anew behind the calls. */
  staleAt: number;
  /** Until then a refused value is no reason to read it anew. */
  settledUntil: number;
}

/** Between two attempts to read what could not be read, and between two readings because of a refusal. */
const RETRY_MS = 5000;

export interface SecretCacheOptions {
  readonly read: (path: string) => Promise<SecretData>;
  readonly cacheMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Keeps secrets in memory. What is known is given at once, however old: a Vault that is away stops nobody who has a
 * secret that works.
 */
export class SecretCache {
  readonly #entries = new Map<string, Entry>();
  readonly #reading = new Map<string, Promise<Entry>>();
  readonly #options: SecretCacheOptions;

  constructor(options: SecretCacheOptions) {
    this.#options = options;
  }

  /** Gives what is known at once; when that is old, it is read anew behind the call. */
  known(path: string): SecretData | undefined {
    const entry = this.#entries.get(path);
    if (entry !== undefined && this.#now >= entry.staleAt) {
      // Only the first of many calls reads.
      entry.staleAt = this.#now + RETRY_MS;
      void this.#tryRead(path);
    }
    return entry?.data;
  }

  /** Gives what is known, or reads it. */
  async get(path: string): Promise<SecretData> {
    return this.known(path) ?? (await this.#read(path)).data;
  }

  /** Reads a secret anew, because a value of it was refused. When it cannot be read, what is known stands. */
  async renew(path: string): Promise<SecretData> {
    const old = this.#entries.get(path);
    if (old === undefined || this.#now < old.settledUntil) return this.get(path);
    await this.#tryRead(path);
    const entry = this.#entries.get(path) ?? old;
    entry.settledUntil = this.#now + RETRY_MS;
    return entry.data;
  }

  get #now(): number {
    return this.#options.clock.now();
  }

  async #tryRead(path: string): Promise<void> {
    try {
      await this.#read(path);
    } catch (error) {
      this.#options.logger.warn(
        { path, error: loggable(error) },
        "a secret could not be read anew from Vault",
      );
    }
  }

  async #read(path: string): Promise<Entry> {
    let reading = this.#reading.get(path);
    if (reading === undefined) {
      reading = this.#fetch(path).finally(() => this.#reading.delete(path));
      this.#reading.set(path, reading);
    }
    return reading;
  }

  async #fetch(path: string): Promise<Entry> {
    const data = await this.#options.read(path);
    const old = this.#entries.get(path);
    if (old !== undefined && !isDeepStrictEqual(old.data, data)) {
      this.#options.logger.info({ path }, "a secret has changed in Vault");
    }
    const staleAt = this.#now + this.#options.cacheMs;
    const entry = { data, staleAt, settledUntil: old?.settledUntil ?? Number.NEGATIVE_INFINITY };
    this.#entries.set(path, entry);
    return entry;
  }
}
