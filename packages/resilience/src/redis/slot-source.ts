import Bottleneck from "bottleneck";
import { Redis, type RedisOptions } from "ioredis";

/** Redis answers in a millisecond; one that takes longer than this is away, frozen or cut off. */
const ANSWER_TIMEOUT_MS = 500;
const CONNECT_TIMEOUT_MS = 2000;
/** A closed socket of a Redis that does not close its side. */
const DISCONNECT_TIMEOUT_MS = 100;
/** When Redis forgets a slot whose process died before it was used; without it dead processes would add up. */
const FORGET_SLOT_MS = 60_000;

/** Slots bear the time of whoever asked for them: a host an hour ahead would make all others wait for an hour. */
const MAX_SKEW_MS = 5_000;

export interface SlotSourceSettings {
  redis: RedisOptions;
  /** Names the rate; all who use the same id share it. */
  id: string;
  /** Slots per second. */
  rate: number;
  /** Slots can be requested. */
  onReady(): void;
  /** A requested slot's time has come. */
  onSlot(): void;
  /** The connection is of no use any more, told once. The slots still requested will not come. */
  onLost(reason: unknown): void;
}

/**
 * One connection to a rate kept in Redis, on Bottleneck's clustering: from connecting until it is lost.
 *
 * It never heals. Bottleneck cannot tell a Redis that came back empty (it compares error texts to which Redis 7 adds
 * `ERR`) and keeps jobs whose script failed, so after any error it is thrown away and the next one begins afresh.
 */
export class SlotSource {
  readonly #settings: SlotSourceSettings;
  #bottleneck: Bottleneck | undefined;
  #lost = false;

  constructor(settings: SlotSourceSettings) {
    this.#settings = settings;
    this.#start().then(
      () => {
        if (!this.#lost) settings.onReady();
      },
      (error) => this.#lose(error),
    );
  }

  /** Asks for one slot. */
  request(): void {
    const slot = async (): Promise<void> => {
      if (!this.#lost) this.#settings.onSlot();
    };
    this.#bottleneck?.schedule({ expiration: FORGET_SLOT_MS }, slot).catch((error) => this.#lose(error));
  }

  /** Disconnects. Nothing is told any more. */
  close(): void {
    this.#lost = true;
    this.#disconnect();
    // Clears the timers of slots that would still come.
    this.#bottleneck?.stop({ dropWaitingJobs: true }).catch(() => {});
  }

  async #start(): Promise<void> {
    const clientOptions: RedisOptions = {
      ...this.#settings.redis,
      lazyConnect: false,
      retryStrategy: () => null,
      reconnectOnError: null,
      commandTimeout: ANSWER_TIMEOUT_MS,
      connectTimeout: CONNECT_TIMEOUT_MS,
      disconnectTimeout: DISCONNECT_TIMEOUT_MS,
    };
    // Before Bottleneck writes its time into Redis.
    await this.#compareTime(clientOptions);
    if (this.#lost) return;
    const { id, rate } = this.#settings;
    const minTime = 1000 / rate;
    const bottleneck = new Bottleneck({
      datastore: "ioredis",
      Redis,
      clientOptions,
      id: `platformq_${id}`,
      minTime,
    });
    this.#bottleneck = bottleneck;
    // Both the connection's and the scripts' errors.
    bottleneck.on("error", (error) => this.#lose(error));
    await bottleneck.ready();
    // Closed while the last script was under way: only now is there a heartbeat to be stopped.
    if (this.#lost) return this.#disconnect();
    // The settings in Redis outlive all processes. Whoever starts last, perhaps with a new rate, is right.
    // (Bottleneck's types hide that it is a promise.)
    await Promise.resolve(bottleneck.updateSettings({ minTime }));
    const { client, subscriber }: { client?: Redis; subscriber?: Redis } = bottleneck.clients();
    for (const redis of [client, subscriber]) {
      redis?.once("end", () => this.#lose(new Error("connection closed")));
      // An idle limiter must not keep the process alive. While a slot is awaited, the command's timeout does.
      redis?.stream.unref();
    }
  }

  async #compareTime(clientOptions: RedisOptions): Promise<void> {
    const redis = new Redis(clientOptions);
    // Says more than the command that fails with it.
    redis.on("error", (error) => this.#lose(error));
    try {
      const [seconds] = await redis.time();
      const apartMs = Math.abs(Date.now() - Number(seconds) * 1000);
      if (apartMs <= MAX_SKEW_MS) return;
      const apartS = Math.round(apartMs / 1000);
      throw new Error(`this host's clock and that of Redis are ${apartS} s apart: synchronise them`);
    } finally {
      redis.disconnect();
    }
  }

  #disconnect(): void {
    this.#bottleneck?.disconnect(false).catch(() => {});
  }

  #lose(reason: unknown): void {
    if (this.#lost) return;
    this.close();
    this.#settings.onLost(reason);
  }
}
