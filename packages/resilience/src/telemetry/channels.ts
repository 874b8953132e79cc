import { type Channel, channel } from "node:diagnostics_channel";
import type { CircuitStateName } from "../policies/circuit-breaker.js";

/** A call begins. `call` is the same object in every message of one call. */
export interface CallStart {
  call: object;
  service: string;
  operation: string;
  method: string | undefined;
  /** Scheme, host and port. */
  origin: string | undefined;
}

/** A request is about to be sent. A subscriber may add headers, such as `traceparent`. */
export interface AttemptStart {
  call: object;
  service: string;
  operation: string;
  /** From 1. */
  attempt: number;
  headers: Record<string, string>;
}

/** A request will be repeated. */
export interface RetryScheduled {
  call: object;
  service: string;
  operation: string;
  attempt: number;
  delayMs: number;
  /** The code of the error that is answered with a retry. */
  reason: string;
}

/** A server or our own limiter asked to slow down. */
export interface RateLimited {
  call: object;
  service: string;
  operation: string;
  /** `undefined` when the server did not say. */
  retryAfterMs: number | undefined;
}

/** A call is over. */
export interface CallEnd {
  call: object;
  service: string;
  operation: string;
  durationMs: number;
  attempts: number;
  /** The last answer's status, where one came. */
  status: number | undefined;
  /** The error's stable code; `undefined` after success. */
  errorCode: string | undefined;
  error: unknown;
}

/** A circuit changed its state. */
export interface CircuitChanged {
  name: string;
  from: CircuitStateName;
  to: CircuitStateName;
}

interface TypedChannel<T extends object> {
  readonly hasSubscribers: boolean;
  publish(message: T): void;
  subscribe(listener: (message: T) => void): () => void;
}

function typed<T extends object>(name: string): TypedChannel<T> {
  const raw: Channel = channel(name);
  return {
    get hasSubscribers() {
      return raw.hasSubscribers;
    },
    publish: (message) => raw.publish(message),
    subscribe(listener) {
      // Only this channel's own publish() sends on this name.
      const onMessage = (message: unknown): void => listener(message as T);
      raw.subscribe(onMessage);
      return () => void raw.unsubscribe(onMessage);
    },
  };
}

/**
 * What the pipeline tells, on `node:diagnostics_channel`. Nothing is built while nobody listens.
 *
 * @see https://nodejs.org/api/diagnostics_channel.html
 */
export const channels = {
  callStart: typed<CallStart>("platformq.call.start"),
  attempt: typed<AttemptStart>("platformq.attempt"),
  retry: typed<RetryScheduled>("platformq.retry"),
  rateLimited: typed<RateLimited>("platformq.rate-limited"),
  callEnd: typed<CallEnd>("platformq.call.end"),
  circuit: typed<CircuitChanged>("platformq.circuit"),
} as const;
