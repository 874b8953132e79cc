import type { ManualClock } from "@platformq/testing";
import { Dispatcher } from "undici";

/** What became of one request that was handed to the network. */
export interface Dispatched {
  readonly id: string;
  readonly account: string;
  readonly at: number;
  /** Whether a byte went out. */
  sent: boolean;
  /** When it was known that none ever would. */
  unsentAt: number | undefined;
  status: number | undefined;
}

type Handler = Dispatcher.DispatchHandler;
type Headers = Record<string, string>;

/** Repeats itself from a seed: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A network and a server that do all they can do wrong, in the time of a clock and as a seed has it: refuse connections,
 * break them, answer late or never, with every kind of error, and cut bodies short or fall silent in them.
 */
export class ErraticServer extends Dispatcher {
  readonly dispatched: Dispatched[] = [];
  /** Down: nobody answers. */
  isDown = false;

  constructor(
    private readonly clock: ManualClock,
    private readonly random: () => number,
    private readonly onDispatch: () => void,
  ) {
    super();
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Handler): boolean {
    const [account = "", id = ""] = options.path.split("/").slice(-2);
    const { clock } = this;
    const one: Dispatched = {
      id,
      account,
      at: clock.now(),
      sent: false,
      unsentAt: undefined,
      status: undefined,
    };
    this.dispatched.push(one);
    this.onDispatch();
    // Most go over a connection that is there.
    if (this.random() < 0.8 && !this.isDown) this.#begin(one, handler);
    else clock.setTimeout(() => this.#connect(one, handler), this.#between(1, 80));
    return true;
  }

  #connect(one: Dispatched, handler: Handler): void {
    if (!this.isDown && this.random() < 0.8) return this.#begin(one, handler);
    one.unsentAt = this.clock.now();
    handler.onResponseError?.(controllerOf(), failure("ECONNREFUSED"));
  }

  #begin(one: Dispatched, handler: Handler): void {
    const { clock } = this;
    let isOver = false;
    const controller = controllerOf((reason) => {
      if (isOver) return;
      isOver = true;
      handler.onResponseError?.(controller, reason);
    });
    const later = (run: () => void, least: number, most: number): void => {
      clock.setTimeout(() => isOver || run(), this.#between(least, most));
    };
    const fail = (code: string): void => {
      isOver = true;
      handler.onResponseError?.(controller, failure(code));
    };
    handler.onRequestStart?.(controller, {});
    if (isOver) {
      // Its call had ended before there was a connection.
      one.unsentAt = clock.now();
      return;
    }
    one.sent = true;
    const fate = this.random();
    // Some are never answered.
    if (fate < 0.02) return;
    if (fate < 0.05) return later(() => fail("ECONNRESET"), 1, 200);
    later(
      () => {
        const [status, headers] = this.#answer(one.account);
        one.status = status;
        handler.onResponseStart?.(controller, status, headers, "");
        later(() => this.#body(handler, controller, later, fail), 1, 100);
      },
      5,
      400,
    );
  }

  #answer(account: string): [status: number, headers: Headers] {
    if (account === "stranger") return [401, {}];
    const fate = this.random();
    if (fate < 0.04) return [500, {}];
    if (fate < 0.06) return [503, { "retry-after": this.random() < 0.5 ? "1.5" : "90" }];
    if (fate < 0.1) return [429, { "retry-after": "0.7" }];
    if (fate < 0.14) return [404, {}];
    return [200, {}];
  }

  #body(
    handler: Handler,
    controller: Dispatcher.DispatchController,
    later: (run: () => void, least: number, most: number) => void,
    fail: (code: string) => void,
  ): void {
    handler.onResponseData?.(controller, Buffer.from("some of it"));
    const fate = this.random();
    if (fate < 0.01) return;
    if (fate < 0.03) return later(() => fail("UND_ERR_SOCKET"), 1, 50);
    later(() => handler.onResponseEnd?.(controller, {}), 1, 300);
  }

  #between(least: number, most: number): number {
    return least + Math.floor(this.random() * (most - least));
  }
}

function controllerOf(abort: (reason: Error) => void = () => {}): Dispatcher.DispatchController {
  const rest = { aborted: false, paused: false, reason: null, rawHeaders: null, rawTrailers: null };
  return { ...rest, abort, pause() {}, resume() {} };
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}
