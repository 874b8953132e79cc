import type { Lane } from "../pool.js";
import type { Body } from "./body.js";
import type { Path } from "./path.js";
import type { Query } from "./query.js";

/** What a user may say about one call. */
export interface RequestOptions {
  /** Ends the call, wherever it is. */
  signal?: AbortSignal | undefined;
  /** One attempt, in milliseconds. @default the client's `timeoutMs` */
  timeoutMs?: number | undefined;
  /** The whole call in milliseconds, waiting and retries included; `false` for none. */
  deadlineMs?: number | false | undefined;
  /** How often the call may be repeated; `false` for never. @default the client's `retry` */
  retry?: number | false | undefined;
  /** Declares that doing it twice changes nothing more, so that an unknown outcome may be repeated. */
  idempotent?: boolean | undefined;
  /** Additional request headers. */
  headers?: Readonly<Record<string, string>> | undefined;
}

/** One request to a service. */
export interface HttpRequest {
  readonly method: string;
  readonly path: Path;
  /** An absolute URL instead of the path. Credentials go along only to the client's own origin. */
  readonly target?: URL | undefined;
  /**
   * `same-origin` refuses to leave the origin, `manual` gives a redirect to the reader instead of following it.
   * @default "follow", for GET and HEAD
   */
  readonly redirect?: "follow" | "same-origin" | "manual" | undefined;
  readonly query?: Query | undefined;
  readonly body?: Body | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** @default "api" */
  readonly lane?: Lane | undefined;
  /** Values in the body that no message may repeat, should the server do so: passwords, tokens. */
  readonly secrets?: readonly string[] | undefined;
  /** The name in metrics and errors. @default the method and the path's pattern */
  readonly operation?: string | undefined;
  readonly idempotent?: boolean | undefined;
  /** Sends no credential. */
  readonly anonymous?: boolean | undefined;
  /** Asks the server even if it refused this credential before. */
  readonly probesCredential?: boolean | undefined;
  /**
   * `false` where a 401 may be about a secret in the body: it says nothing of the credential then.
   * @default true
   */
  readonly judgesCredential?: boolean | undefined;
  /**
   * Statuses that mean "it is so already" after an attempt of unknown outcome.
   * @default 404 for DELETE, 405 for MKCOL
   */
  readonly alreadySo?: readonly number[] | undefined;
}
