import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "./clock.js";
import type { Incoming } from "./incoming.js";
import { SlidingWindow, type WindowLimit } from "./sliding-window.js";

/** Which requests a fault is for: a part of, or an expression for, the line `METHOD /path`. All of them if left out. */
export type Matcher = string | RegExp;

/** Something that goes wrong with a request. Its parts combine: a delay before a 503, a 200 whose body is cut. */
export interface Fault {
  /** Answer with this status instead of the service's own answer, in the shape the service gives such errors. */
  status?: number;
  /** `Retry-After`: seconds, or text as it is. */
  retryAfter?: number | string;
  /** Headers to add to the answer. */
  headers?: Record<string, string>;
  /** Body of an answer with `status`; what is not text is sent as JSON. */
  body?: string | object;
  /** Reset the connection: instead of an answer, or after its headers and half of its body. */
  reset?: "before-response" | "mid-body";
  /** Close the connection after this many bytes of the body, short of its announced length. */
  cut?: number;
  /** Wait this long first, in milliseconds. */
  delayMs?: number;
  /** Let the request take effect although its answer is replaced or lost. Default: it never reaches the service. */
  handled?: boolean;
  /** How many requests it is for. Default 1. */
  times?: number;
  match?: Matcher;
}

/** A limit a service is told to enforce: so many requests in any window of so many milliseconds. */
export interface RequestLimit extends WindowLimit {
  match?: Matcher;
}

/** Builds the answers the faults of one service need, in the shapes of that service. */
export interface FaultReplies {
  failure(status: number, incoming: Incoming, retryAfter: number | string | undefined): Response;
  rateLimited(incoming: Incoming, waitMs: number): Response;
}

/** The connection is torn down by a TCP reset while the body is under way. */
export class ConnectionReset extends Error {
  override readonly name = "ConnectionReset";
}

/** The connection is closed in good order before the announced length is reached. */
export class BodyCut extends Error {
  override readonly name = "BodyCut";
}

/** What a fake is told to do wrong. */
export class Faults {
  readonly #clock: Clock;
  readonly #replies: FaultReplies;
  #pending: { fault: Fault; left: number }[] = [];
  #outage: Fault | undefined;
  #limit: { window: SlidingWindow; match: Matcher | undefined } | undefined;

  constructor(clock: Clock, replies: FaultReplies) {
    this.#clock = clock;
    this.#replies = replies;
  }

  /** Let something go wrong with the next matching request. Several faults are used up in the order they were given. */
  next(fault: Fault): void {
    this.#pending.push({ fault, left: fault.times ?? 1 });
  }

  /** Let every request fail until `up()`: with a reset connection, or as told. */
  down(fault: Omit<Fault, "times" | "match"> = { reset: "before-response" }): void {
    this.#outage = fault;
  }

  up(): void {
    this.#outage = undefined;
  }

  /** Enforce a limit, answered as this service answers its own limits; `undefined` lifts it. */
  rateLimit(limit: RequestLimit | undefined): void {
    this.#limit = limit && { window: new SlidingWindow(this.#clock, limit), match: limit.match };
  }

  /** Forget all faults, the outage and the limit. */
  clear(): void {
    this.#pending = [];
    this.#outage = undefined;
    this.#limit = undefined;
  }

  /** Answer a request with what goes wrong with it, or else with the service's own answer. */
  async apply(incoming: Incoming, answer: () => Promise<Response>): Promise<Response> {
    const fault = this.#outage ?? this.#take(incoming);
    if (fault === undefined) return this.#enforceLimit(incoming) ?? answer();
    if (fault.delayMs !== undefined) await sleep(fault.delayMs, undefined, { signal: incoming.signal });
    const isReplaced = fault.status !== undefined || fault.reset === "before-response";
    const answered = isReplaced && fault.handled !== true ? undefined : await answer();
    if (fault.reset === "before-response") return Response.error();
    const response =
      fault.status === undefined ? (answered ?? Response.error()) : this.#fail(fault.status, fault, incoming);
    for (const [name, value] of Object.entries(fault.headers ?? {})) response.headers.set(name, value);
    if (fault.reset === "mid-body") return breakOff(response, (length) => length / 2, new ConnectionReset());
    const { cut } = fault;
    return cut === undefined ? response : breakOff(response, () => cut, new BodyCut());
  }

  #take(incoming: Incoming): Fault | undefined {
    const entry = this.#pending.find(({ fault }) => isMatch(fault.match, incoming));
    if (entry === undefined) return undefined;
    entry.left -= 1;
    if (entry.left <= 0) this.#pending = this.#pending.filter((other) => other !== entry);
    return entry.fault;
  }

  #fail(status: number, { body, retryAfter }: Fault, incoming: Incoming): Response {
    const response =
      body === undefined ? this.#replies.failure(status, incoming, retryAfter) : replyWith(status, body);
    if (retryAfter !== undefined) response.headers.set("retry-after", String(retryAfter));
    return response;
  }

  #enforceLimit(incoming: Incoming): Response | undefined {
    if (this.#limit === undefined || !isMatch(this.#limit.match, incoming)) return undefined;
    const waitMs = this.#limit.window.take();
    return waitMs > 0 ? this.#replies.rateLimited(incoming, waitMs) : undefined;
  }
}

function isMatch(match: Matcher | undefined, incoming: Incoming): boolean {
  if (match === undefined) return true;
  const line = `${incoming.method} ${incoming.url.pathname}`;
  return typeof match === "string" ? line.includes(match) : line.search(match) >= 0;
}

function replyWith(status: number, body: string | object): Response {
  return typeof body === "string" ? new Response(body, { status }) : Response.json(body, { status });
}

/** The same answer, its whole length announced, its body ending early in an error. */
async function breakOff(
  response: Response,
  keep: (length: number) => number,
  error: Error,
): Promise<Response> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  // Without a body nothing can be broken off: the loss of the whole answer is what is left.
  if (bytes.byteLength === 0) return Response.error();
  const headers = new Headers(response.headers);
  headers.set("content-length", String(bytes.byteLength));
  const sent = bytes.subarray(0, Math.min(Math.floor(keep(bytes.byteLength)), bytes.byteLength - 1));
  const chunks = [sent].filter((chunk) => chunk.byteLength > 0);
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = chunks.shift();
      if (chunk) controller.enqueue(chunk);
      else controller.error(error);
    },
  });
  return new Response(body, { status: response.status, headers });
}
