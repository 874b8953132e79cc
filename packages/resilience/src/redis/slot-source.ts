import Bottleneck from "bottleneck";
import { Redis, type RedisOptions } from "ioredis";

/** Redis answers in a millisecond; one that takes longer than this is away, frozen or cut off. */
const ANSWER_TIMEOUT_MS = 500;
const CONNECT_TIMEOUT_MS = 2000;
/** A closed socket of a Redis that does not close its side. */
const DISCONNECT_TIMEOUT_MS = 100;
/** When Redis forgets a slot whose process died before it was used; without it dead processes would add up. */
const FORGET_SLOT_MS = 60_000;

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
  readonly #bottleneck: Bottleneck;
  readonly #settings: SlotSourceSettings;
  #lost = false;

  constructor(settings: SlotSourceSettings) {
    this.#settings = settings;
    const minTime = 1000 / settings.rate;
    this.#bottleneck = new Bottleneck({
      datastore: "ioredis",
      Redis,
      clientOptions: {
        ...settings.redis,
        lazyConnect: false,
        retryStrategy: () => null,
        reconnectOnError: null,
        commandTimeout: ANSWER_TIMEOUT_MS,
        connectTimeout: CONNECT_TIMEOUT_MS,
        disconnectTimeout: DISCONNECT_TIMEOUT_MS,
      },
      id: `platformq_${settings.id}`,
      minTime,
    });
    // Both the connection's and the scripts' errors.
    this.#bottleneck.on("error", (error) => this.#lose(error));
    this.#start(minTime).then(
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
    this.#bottleneck.schedule({ expiration: FORGET_SLOT_MS }, slot).catch((error) => this.#lose(error));
  }

  /** Disconnects. Nothing is told any more. */
  close(): void {
    this.#lost = true;
    this.#disconnect();
    // Clears the timers of slots that would still come.
    this.#bottleneck.stop({ dropWaitingJobs: true }).catch(() => {});
  }

  async #start(minTime: number): Promise<void> {
    await this.#bottleneck.ready();
    // Closed while the last script was under way: only now is there a heartbeat to be stopped.
    if (this.#lost) return this.#disconnect();
    // The settings in Redis outlive all processes. Whoever starts last, perhaps with a new rate, is right.
    // (Bottleneck's types hide that it is a promise.)
    await Promise.resolve(this.#bottleneck.updateSettings({ minTime }));
    const { client, subscriber }: { client?: Redis; subscriber?: Redis } = this.#bottleneck.clients();
    for (const redis of [client, subscriber]) {
      redis?.once("end", () => this.#lose(new Error("connection closed")));
      // An idle limiter must not keep the process alive. While a slot is awaited, the command's timeout does.
      redis?.stream.unref();
    }
  }

  #disconnect(): void {
    this.#bottleneck.disconnect(false).catch(() => {});
  }

  #lose(reason: unknown): void {
    if (this.#lost) return;
    this.close();
    this.#settings.onLost(reason);
  }
}
