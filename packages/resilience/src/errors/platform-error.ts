/**
 * What is known about the effect of a failed call on the server.
 *
 * - `not-sent`: nothing reached the server; repeating the call is safe.
 * - `rejected`: the server answered that it did not do it.
 * - `unknown`: the server may have done it. Read the state before repeating.
 */
export type Outcome = "not-sent" | "rejected" | "unknown";

/** Where and how a call failed; every {@link PlatformError} carries it. */
export interface ErrorContext {
  /** The service called: `nextcloud`, `zulip`, `openproject`, or the name given to `withResilience`. */
  service?: string | undefined;
  /** The operation, as a method and a path pattern (`POST messages/{}/reactions`), never a URL. */
  operation?: string | undefined;
  /** @default "not-sent" */
  outcome?: Outcome | undefined;
  /** How many times the request was tried. @default 0 */
  attempts?: number | undefined;
  cause?: unknown;
}

const brand = Symbol.for("platformq.error");

/** The kinds an error is, by the `kind` each class in its chain declares for itself. */
function kindsOf(error: object): string[] {
  const kinds: string[] = [];
  for (
    let type: unknown = error.constructor;
    typeof type === "function";
    type = Object.getPrototypeOf(type)
  ) {
    if (Object.hasOwn(type, "kind") && "kind" in type && typeof type.kind === "string") kinds.push(type.kind);
  }
  return kinds;
}

/**
 * The base of everything the PlatformQ packages throw.
 *
 * A class tells what the caller can do, {@link code} is stable and meant for matching, the message says what to do
 * next. `instanceof` works across copies of this package (ESM beside CJS, two versions in one tree).
 */
export abstract class PlatformError extends Error {
  static readonly kind: string = "PlatformError";

  /** A stable name of the failure, to be matched on; messages may change. */
  readonly code: string;
  readonly service: string | undefined;
  readonly operation: string | undefined;
  readonly outcome: Outcome;
  readonly attempts: number;

  constructor(message: string, code: string, context: ErrorContext = {}) {
    super(message, context.cause === undefined ? undefined : { cause: context.cause });
    this.name = (this.constructor as typeof PlatformError).kind;
    this.code = code;
    this.service = context.service;
    this.operation = context.operation;
    this.outcome = context.outcome ?? "not-sent";
    this.attempts = context.attempts ?? 0;
  }

  get [brand](): readonly string[] {
    return kindsOf(this);
  }

  /** Recognises errors of this kind from any copy of the package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // A user's subclass without a kind of its own is recognised the ordinary way, by its prototype.
    if (!Object.hasOwn(this, "kind")) return Function.prototype[Symbol.hasInstance].call(this, value);
    return kindsOfValue(value).includes(this.kind);
  }

  /** Serialises what is safe to log; bodies, headers and causes' details stay out. */
  toJSON(): Record<string, unknown> {
    const { name, code, message, service, operation, outcome, attempts } = this;
    return { name, code, message, service, operation, outcome, attempts };
  }
}

function kindsOfValue(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null || !(brand in value)) return [];
  const kinds = value[brand];
  return Array.isArray(kinds) ? kinds : [];
}

/** Tells whether a value is an error of the PlatformQ packages, from whichever copy of them. */
export function isPlatformError(value: unknown): value is PlatformError {
  return kindsOfValue(value).includes("PlatformError");
}

/**
 * Makes a brand: a class-like value that `instanceof` accepts for every error of one service.
 *
 * @example `catch (error) { if (error instanceof ZulipError) … }`
 */
export function serviceBrand(service: string): abstract new (...args: never) => PlatformError {
  abstract class ServiceError extends PlatformError {
    static override [Symbol.hasInstance](value: unknown): boolean {
      return isPlatformError(value) && value.service === service;
    }
  }
  return ServiceError;
}
