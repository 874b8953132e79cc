import { NetworkError, TimeoutError } from "../errors/local-errors.js";
import type { ErrorContext, PlatformError } from "../errors/platform-error.js";
import type { AttemptOutcome } from "../outcome.js";

/** How far a request had come when it failed. */
export type Stage = "connecting" | "sent" | "body";

/** What a failure of the wire is, for the outcome table and for the caller. */
export interface WireFailure {
  readonly outcome: AttemptOutcome;
  readonly code: string;
  readonly text: string;
  readonly cause: unknown;
}

/** An attempt that ended without an answer. */
export class Breakage {
  constructor(
    readonly failure: WireFailure,
    /** Whether a byte of the request may have gone out. */
    readonly sent: boolean,
    /** The error that ended it from our side: abort, deadline or attempt timeout. */
    readonly ended?: PlatformError,
  ) {}
}

/** OpenSSL's and Node's names for a certificate or handshake that does not agree. */
const TLS_CODE =
  /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|CRL_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|EPROTO)/;

/** These come only from a connection that never came about, even where nobody saw it begin (`fetch`). */
const CONNECT_CODES = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

const texts: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused: is the server running, and the port right?",
  ENOTFOUND: "unknown host: check the name in baseUrl",
  EAI_AGAIN: "the name could not be looked up: is DNS reachable?",
  EHOSTUNREACH: "host unreachable",
  ENETUNREACH: "network unreachable",
  UND_ERR_CONNECT_TIMEOUT: "no connection within the connect timeout",
  ETIMEDOUT: "no connection within the system's timeout",
  ECONNRESET: "the connection was reset",
  EPIPE: "the connection was closed while sending",
  UND_ERR_SOCKET: "the connection was closed",
};

/** Reads a failure of undici, Node or `fetch`, which keeps the real one in its cause. */
export function readFailure(error: unknown, stage: Stage): WireFailure {
  const real = error instanceof TypeError && error.cause instanceof Error ? error.cause : error;
  const code = codeOf(real);
  const cause = safeCause(real, code);
  if (stage === "body") {
    return { outcome: { kind: "cut" }, code: "BODY_CUT", text: "the answer ended before its time", cause };
  }
  if (TLS_CODE.test(code)) {
    const text = `TLS failed (${code}): is the certificate valid for this host, and its issuer trusted?`;
    return { outcome: { kind: "tls" }, code, text, cause };
  }
  // What `fetch` itself says is either nothing, or quotes the request.
  const saysMore = real instanceof Error && !(real instanceof TypeError);
  const text = texts[code] ?? (saysMore ? real.message : "the connection failed");
  const connected = stage === "sent" && !CONNECT_CODES.has(code);
  const outcome: AttemptOutcome = connected ? { kind: "broken", sent: true } : { kind: "connect" };
  return { outcome, code: code === "UND_ERR_CONNECT_TIMEOUT" ? "CONNECT_TIMEOUT" : code, text, cause };
}

/** Makes the error the caller sees. */
export function wireError(failure: WireFailure, label: string, context: ErrorContext): PlatformError {
  const type = failure.code === "CONNECT_TIMEOUT" ? TimeoutError : NetworkError;
  return new type(`${label} → ${failure.text}`, failure.code, { ...context, cause: failure.cause });
}

function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null || !("code" in error)) return "NETWORK_ERROR";
  return typeof error.code === "string" ? error.code : "NETWORK_ERROR";
}

/** undici's parser errors carry the raw bytes of the answer, which may hold anything: only the text goes on. */
function safeCause(error: unknown, code: string): unknown {
  if (!(error instanceof Error) || !("data" in error)) return error;
  return Object.assign(new Error(error.message), { name: error.name, code });
}

/** These errors tell of a request that was never sent. */
const REFUSED = new Set(["UND_ERR_INVALID_ARG", "UND_ERR_NOT_SUPPORTED"]);
const CLOSED = new Set(["UND_ERR_CLOSED", "UND_ERR_DESTROYED"]);

/**
 * Reads undici's, or fetch's, refusal of a request. Their own text goes no further: fetch quotes the value, which may
 * be a secret.
 */
export function refusalOf(error: Error, stage: Stage): string | undefined {
  const code = "code" in error ? String(error.code) : "";
  const isRefusedByFetch = stage === "connecting" && error instanceof TypeError && error.cause === undefined;
  if (REFUSED.has(code) || isRefusedByFetch) {
    return "a header, the method or the path holds what HTTP forbids, or the dispatcher is older than undici 7";
  }
  return stage === "connecting" && CLOSED.has(code) ? "its connection pool is closed" : undefined;
}
