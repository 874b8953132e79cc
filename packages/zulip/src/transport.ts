import {
  type Body,
  basicCredential,
  type CloseOptions,
  composeRequest,
  formBody,
  HttpClient,
  type HttpRequest,
  type Path,
  type RequestOptions,
} from "@platformq/resilience";
import type { z } from "zod";
import { version } from "../package.json";
import { checkedApiKey } from "./api-key.js";
import { encodeParams } from "./encoding.js";
import { type AnswerListener, asZulip } from "./envelope.js";
import { checkRequired, type ZulipOptions } from "./options.js";
import { rules } from "./rules.js";
import { ServerFacts } from "./server-facts.js";
import { pauseBeforeLimit } from "./server-pace.js";
import { Verbs } from "./verbs.js";

/** A call of an API endpoint. */
export interface ZulipRequest
  extends Pick<
    HttpRequest,
    "anonymous" | "idempotent" | "lane" | "operation" | "probesCredential" | "secrets"
  > {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** The path below `api/v1/`, such as `users/me`. */
  readonly path: Path;
  /** Sent in the query by GET, as a form by the others; values as Zulip documents them. */
  readonly params?: object | undefined;
  /** Sent instead of the form; the parameters then go into the query. */
  readonly body?: Body | undefined;
  /** The feature level the endpoint came with; an older server's error then says so. */
  readonly since?: number | undefined;
}

const DEFAULT_RATE = 20;
const PREFIX = "api/v1/";
/** The first name in `User-Agent` becomes a message's `client`. */
const USER_AGENT = `PlatformQ-Zulip/${version}`;

/** Speaks Zulip's REST conventions: basic authentication, forms, and fields beside a `result`. */
export class ZulipTransport extends Verbs {
  readonly http: HttpClient;
  readonly server: ServerFacts;
  /** Where chance comes from. */
  readonly random: () => number;
  readonly #ignored = new Set<string>();
  readonly #onWarning: ZulipOptions["onWarning"];
  readonly #runsUntilClose = new Set<() => Promise<void>>();

  constructor(options: ZulipOptions) {
    super();
    checkRequired(options);
    const { email, apiKey, onWarning, ...clientOptions } = options;
    this.http = new HttpClient({
      rules,
      options: {
        ...clientOptions,
        userAgent: options.userAgent ? `${options.userAgent} ${USER_AGENT}` : USER_AGENT,
      },
      defaultRate: DEFAULT_RATE,
      account: email,
      credential: basicCredential(email, checkedApiKey(apiKey)),
    });
    this.server = new ServerFacts(this);
    this.random = options.random ?? Math.random;
    this.#onWarning = onWarning;
  }

  /** Sends a request. Refuses bad input at once: whoever calls it is async. */
  request<T>(request: ZulipRequest, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    const { method, path, params, body, since } = request;
    if (since !== undefined) {
      const tooOld = this.server.refusal(since, request);
      if (tooOld) throw tooOld;
    }
    const fields = params && encodeParams(params);
    const inQuery = method === "GET" || body !== undefined;
    const httpRequest = composeRequest(request, {
      path: path.below(PREFIX),
      query: inQuery ? fields : undefined,
      body: inQuery ? body : formBody(Object.entries(fields ?? {})),
    });
    const answer = this.http.request(httpRequest, asZulip(schema, this.#listener), options);
    return since === undefined ? answer : this.server.explain(answer, since, request);
  }

  /** Has something that goes on by itself ended by `close()`. @returns what to call when it ended before. */
  endOnClose(end: () => Promise<void>): () => void {
    this.#runsUntilClose.add(end);
    return () => this.#runsUntilClose.delete(end);
  }

  /** Ends all that goes on by itself, then the HTTP client. @throws the first error on the way, after all of it */
  async close(options?: CloseOptions): Promise<void> {
    const ended = await Promise.allSettled([...this.#runsUntilClose].map(async (end) => end()));
    const closed = await Promise.allSettled([this.http.close(options)]);
    const failure = [...ended, ...closed].find((result) => result.status === "rejected");
    if (failure) throw failure.reason;
  }

  readonly #listener: AnswerListener = {
    answered: (headers) => {
      this.server.toldTime(headers.date, this.http.clock.now());
      const pauseMs = pauseBeforeLimit(headers, () => this.server.time());
      if (pauseMs > 0) this.http.pause(pauseMs);
    },
    ignored: (operation, names) => {
      for (const parameter of names) this.#warnOnce(operation, parameter);
    },
  };

  /** An older server does without a parameter it does not know, silently; its administrator should hear of it, once. */
  #warnOnce(operation: string, parameter: string): void {
    const key = `${operation} ${parameter}`;
    if (this.#ignored.has(key)) return;
    this.#ignored.add(key);
    this.http.logger.warn({ operation, parameter }, "the server does not know this parameter and ignored it");
    try {
      this.#onWarning?.({ type: "ignored-parameter", operation, parameter });
    } catch (error) {
      // The call went well, whatever its listener makes of that.
      this.http.logger.error({ err: error }, "a listener to warnings failed");
    }
  }
}
