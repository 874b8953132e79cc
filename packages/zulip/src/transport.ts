import {
  type Body,
  basicCredential,
  formBody,
  HttpClient,
  type HttpRequest,
  Path,
  type Reader,
  type RequestOptions,
  type ServiceRules,
  UnauthorizedError,
} from "@platformq/resilience";
import type { z } from "zod";
import { encodeParams } from "./encoding.js";
import { type AnswerListener, asZulip, zulipError } from "./envelope.js";
import { checkRequired, isApiKey, type ZulipOptions } from "./options.js";
import { pause } from "./pause.js";
import { ServerFacts } from "./server-facts.js";
import { ServerPace } from "./server-pace.js";
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
  /** Codes that mean "it is so already" after an attempt of unknown outcome. */
  readonly alreadySo?: readonly string[] | undefined;
  /** The feature level the endpoint came with; an older server's error then says so. */
  readonly since?: number | undefined;
}

const DEFAULT_RATE = 20;
const PREFIX = "api/v1/";
/** The first name in `User-Agent` becomes a message's `client`. */
const USER_AGENT = "PlatformQ-Zulip/0.1.0";

const rules: ServiceRules = {
  name: "zulip",
  readError: ({ json, status, operation }) => zulipError(json, status, operation),
};

/** Speaks Zulip's REST conventions: basic authentication, forms, and fields beside a `result`. */
export class ZulipTransport extends Verbs {
  readonly http: HttpClient;
  readonly server: ServerFacts;
  /** Where chance comes from. */
  readonly random: () => number;
  readonly #ignored = new Set<string>();
  readonly #onWarning: ZulipOptions["onWarning"];
  readonly #isKeyWellFormed: boolean;
  readonly #pace: ServerPace;
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
      credential: basicCredential(email, apiKey),
    });
    this.server = new ServerFacts(this);
    this.#pace = new ServerPace(this.http.clock, this.server);
    this.random = options.random ?? Math.random;
    this.#onWarning = onWarning;
    this.#isKeyWellFormed = isApiKey(apiKey);
  }

  request<T>(request: ZulipRequest, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    const { path, params, body, since, alreadySo, ...traits } = request;
    if (!this.#isKeyWellFormed && !request.anonymous) return Promise.reject(this.#malformedKey(request));
    if (since !== undefined) {
      const tooOld = this.server.refusal(since, request);
      if (tooOld) return Promise.reject(tooOld);
    }
    const fields = encodeParams(params ?? {});
    const inQuery = request.method === "GET" || body !== undefined;
    const httpRequest: HttpRequest = {
      ...traits,
      ...(alreadySo && { alreadySo: [400], idempotent: true }),
      path: new Path(PREFIX + path.wire, PREFIX + path.safe, PREFIX + path.template, path.secrets),
      query: inQuery ? fields : undefined,
      body: inQuery ? body : formBody(Object.entries(fields)),
    };
    const answer = this.#inTime(httpRequest, asZulip(schema, this.#listener, alreadySo), options);
    return since === undefined ? answer : this.server.explain(answer, since, request);
  }

  /** Has something that goes on by itself ended by `close()`. @returns what to call when it ended before. */
  endOnClose(end: () => Promise<void>): () => void {
    this.#runsUntilClose.add(end);
    return () => this.#runsUntilClose.delete(end);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#runsUntilClose].map((end) => end()));
    await this.http.close();
  }

  /** Sends a request, once the server takes it. */
  async #inTime<T>(request: HttpRequest, reader: Reader<T>, options?: RequestOptions): Promise<T> {
    // A poll is one call in a minute.
    const waitMs =
      request.lane === "longpoll" ? 0 : this.#pace.waitMs(`${request.method} ${request.path.template}`);
    if (waitMs > 0) await pause(this.http.clock, waitMs, options?.signal);
    return this.http.request(request, reader, options);
  }

  /** The server would refuse it before it looks for the account, and counts the attempt. */
  #malformedKey({ method, path }: ZulipRequest): UnauthorizedError {
    const text = `${method} ${path.safe} was not sent: an API key is 32 letters and digits, this is none, and the answer would be 401`;
    return new UnauthorizedError(text, "INVALID_API_KEY", {
      service: rules.name,
      operation: `${method} ${PREFIX}${path.template}`,
      outcome: "not-sent",
      status: 401,
    });
  }

  readonly #listener: AnswerListener = {
    answered: (headers) => {
      this.server.toldTime(headers.date, this.http.clock.now());
      this.#pace.heard(headers);
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
    this.#onWarning?.({ type: "ignored-parameter", operation, parameter });
  }
}
