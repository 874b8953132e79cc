import { Agent, buildConnector, type Dispatcher } from "undici";
import { defaults } from "./defaults.js";
import { ConfigurationError } from "./errors/local-errors.js";
import { marksUsed } from "./http/used-connection.js";
import { Bulkhead } from "./policies/bulkhead.js";
import { remember } from "./remember.js";

/**
 * What a request is, for the resources it may use: an API call, a transfer of unknown length, or a poll that waits
 * for events. Each lane has its own slots, so that none starves another.
 */
export type Lane = "api" | "transfer" | "longpoll";

const lanes: readonly Lane[] = ["api", "transfer", "longpoll"];

/** TLS settings, as Node's `tls.connect` takes them. @see https://nodejs.org/api/tls.html#tlsconnectoptions-callback */
export interface TlsOptions {
  /** Certificates of the authorities to trust, PEM; replaces the built-in ones. */
  ca?: string | Buffer | (string | Buffer)[] | undefined;
  /** The client's certificate, PEM. */
  cert?: string | Buffer | undefined;
  /** The client certificate's key, PEM. */
  key?: string | Buffer | undefined;
  passphrase?: string | undefined;
  /** The name the certificate is checked against, when it is not the host's. */
  servername?: string | undefined;
}

export interface ConnectionPoolOptions {
  /** Requests in flight to one origin at most, by lane. @default { api: 16, transfer: 8, longpoll: 64 } */
  connections?: Partial<Record<Lane, number>> | undefined;
  /** Bodies in callers' hands at most, to one origin and lane. @default 64 */
  maxOpenBodies?: number | undefined;
  /** Calls waiting at most, to one origin and lane. @default 100_000 */
  maxQueue?: number | undefined;
  /** @default 5_000 */
  connectTimeoutMs?: number | undefined;
  /** How long an idle connection is kept, unless the server hints at another time. @default 4_000 */
  keepAliveMs?: number | undefined;
  tls?: TlsOptions | undefined;
  /** Sends the requests instead of an Agent of our own: a `ProxyAgent`, a `MockAgent` (undici 7 or newer). */
  dispatcher?: Dispatcher | undefined;
}

/** The connections several clients share, bounded for each origin. */
export class ConnectionPool {
  readonly #connections: Record<Lane, number>;
  readonly #maxOpenBodies: number;
  readonly #maxQueue: number;
  readonly #options: ConnectionPoolOptions;
  #agent: Agent | undefined;
  readonly #bulkheads = new Map<string, Bulkhead>();

  /** @throws ConfigurationError naming every bound that is none */
  constructor(options: ConnectionPoolOptions = {}) {
    const { api, transfer, longpoll } = { ...defaults.connections, ...definedOnly(options.connections) };
    this.#connections = { api, transfer, longpoll };
    this.#maxOpenBodies = options.maxOpenBodies ?? defaults.maxOpenBodies;
    this.#maxQueue = options.maxQueue ?? defaults.maxQueue;
    this.#options = options;
    const bounds = { api, transfer, longpoll, maxOpenBodies: this.#maxOpenBodies, maxQueue: this.#maxQueue };
    const problems = Object.entries(bounds).filter(
      ([name, value]) => !(value >= (name === "maxQueue" ? 0 : 1)),
    );
    if (problems.length > 0) {
      const list = problems.map(([name, value]) => `${name} must be 1 or more, not ${value}`).join("; ");
      throw new ConfigurationError(`The connection pool cannot be made: ${list}`);
    }
  }

  /** What sends the requests: the dispatcher handed in, or an Agent made when it is first needed. */
  get dispatcher(): Dispatcher {
    const { dispatcher } = this.#options;
    if (dispatcher !== undefined) return dispatcher;
    this.#agent ??= this.#createAgent(this.#options);
    return this.#agent;
  }

  /** The slots of one origin in one lane. */
  bulkhead(origin: string, lane: Lane): Bulkhead {
    const create = (): Bulkhead =>
      new Bulkhead({
        limit: this.#connections[lane],
        maxQueue: this.#maxQueue,
        maxOpenBodies: this.#maxOpenBodies,
      });
    return remember(this.#bulkheads, `${lane} ${origin}`, create);
  }

  /**
   * Waits for the requests under way, then closes the connections; later calls open new ones. A dispatcher that was
   * handed in stays open.
   */
  async close(): Promise<void> {
    const agent = this.#agent;
    this.#agent = undefined;
    await agent?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #createAgent(options: ConnectionPoolOptions): Agent {
    const slots = lanes.reduce((sum, lane) => sum + this.#connections[lane] + this.#maxOpenBodies, 0);
    return new Agent({
      // The bulkheads keep requests below this, so that undici has no queue of its own.
      connections: slots,
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: options.keepAliveMs ?? defaults.keepAliveMs,
      keepAliveMaxTimeout: defaults.keepAliveMaxMs,
      // Attempts are timed by the pipeline's sweeper; undici's own timers would run beside it.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: marksUsed(
        buildConnector({
          allowH2: false,
          timeout: options.connectTimeoutMs ?? defaults.connectTimeoutMs,
          ...definedOnly(options.tls),
        }),
      ),
    });
  }
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Drops the fields that are `undefined`, so that they do not overwrite a default. */
function definedOnly<T extends object>(options: T | undefined): Defined<T> {
  const defined: Defined<T> = {};
  for (const key in options) {
    const value = options[key];
    if (value !== undefined) defined[key] = value as Exclude<T[typeof key], undefined>;
  }
  return defined;
}
