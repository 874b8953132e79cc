import {
  type Answer,
  type Body,
  type CloseOptions,
  checkShape,
  composeRequest,
  defaults,
  HttpClient,
  type HttpRequest,
  jsonBody,
  openObject,
  Path,
  parseJson,
  path,
  type Query,
  type ReadContext,
  type Reader,
  type RequestOptions,
  type ServiceRules,
  type StreamedAnswer,
} from "@platformq/resilience";
import { z } from "zod";
import { accountOf, credentialOf, type OpenProjectCredential } from "./auth/credential.js";
import { halError, isRefusal, plainError } from "./errors.js";
import { forForeign } from "./foreign-options.js";
import { Collection } from "./hal/collection.js";
import { collectionOf } from "./hal/collection-schema.js";
import { conforms } from "./hal/conformance.js";
import { fitQuery } from "./hal/fit-query.js";
import { Form } from "./hal/form.js";
import { resolveHref } from "./hal/link.js";
import { encodeListParams, type ListParams } from "./hal/list-params.js";
import { asLocation } from "./hal/location.js";
import { checkRequired, type OpenProjectOptions } from "./options.js";
import { WholeCall } from "./writing/whole-call.js";

/** A call of an API endpoint. */
export interface OpenProjectRequest
  extends Pick<
    HttpRequest,
    | "alreadySo"
    | "anonymous"
    | "idempotent"
    | "judgesCredential"
    | "lane"
    | "operation"
    | "probesCredential"
    | "redirect"
    | "secrets"
  > {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** The path below `api/v3/`, such as `users/me`. */
  readonly path: Path;
  readonly query?: Query | undefined;
  /** Sent as JSON. */
  readonly body?: object | undefined;
  /** Sent as it is, instead of JSON. */
  readonly content?: Body | undefined;
  /** An absolute URL to fetch instead of the path, such as a link's; the query is added to its own. */
  readonly target?: URL | undefined;
}

const DEFAULT_RATE = 15;
const ROOT = path`api/v3`;
/** Demanded of every write, even of one without a body. */
const WRITE_HEADERS = Object.freeze({ "content-type": "application/json" });

/** Ignores the body of an answer. */
export const Nothing: z.ZodType<void> = z.unknown().transform(() => undefined);

const rules: ServiceRules = {
  name: "openproject",
  readError: (answer) => halError(answer.json, answer.status) ?? plainError(answer),
  exceptions: [
    // A missing enterprise token and a storage's refusal come as 500: the server is well, and asking again does not help.
    // An InternalServerError, of the same form, is a failure like any other 500.
    { status: 500, when: ({ json }) => isRefusal(json), means: "answered" },
  ],
};

/** Speaks HAL+JSON: links, embedded elements and pages that point to the next. */
export class OpenProjectTransport {
  readonly http: HttpClient;
  readonly #deadlineMs: number | false;
  readonly #credential: OpenProjectCredential;

  constructor(options: OpenProjectOptions) {
    checkRequired(options);
    this.#deadlineMs = options.deadlineMs ?? defaults.deadlineMs;
    const { apiKey, accessToken, oauth, ...clientOptions } = options;
    this.#credential = credentialOf(options, () => this.http);
    this.http = new HttpClient({
      rules,
      options: clientOptions,
      defaultRate: DEFAULT_RATE,
      account: accountOf(options),
      credential: this.#credential,
    });
  }

  /** Begins a call that takes several requests, which have its deadline together. */
  begin(options?: RequestOptions): WholeCall {
    return new WholeCall(this.http.clock, options, this.#deadlineMs);
  }

  get<T>(path: Path, query: Query, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.request({ method: "GET", path, query }, schema, options);
  }

  post<T>(path: Path, body: object, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.request({ method: "POST", path, body }, schema, options);
  }

  patch<T>(path: Path, body: object, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.request({ method: "PATCH", path, body }, schema, options);
  }

  /** Changes what is simply set: sent twice it changes nothing more, so it is repeated like a PUT. */
  change<T>(path: Path, body: object, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.request({ method: "PATCH", path, body, idempotent: true }, schema, options);
  }

  /** Asks the server what it thinks of a write, which writes nothing. */
  form(path: Path, body: object, options?: RequestOptions): Promise<Form> {
    return this.request({ method: "POST", path, body, idempotent: true }, Form, options);
  }

  /** Tells the server to do something of which twice is no more than once. */
  command(method: "POST" | "PATCH", path: Path, query: Query, options?: RequestOptions): Promise<void> {
    return this.request({ method, path, query, idempotent: true }, Nothing, options);
  }

  delete(path: Path, options?: RequestOptions): Promise<void> {
    return this.request({ method: "DELETE", path }, Nothing, options);
  }

  /** Lists a collection; whether there is a next page the server says. */
  list<T>(
    path: Path,
    params: ListParams,
    element: z.ZodType<T>,
    options?: RequestOptions,
  ): Promise<Collection<T>> {
    return this.collection({ method: "GET", path, query: encodeListParams(params) }, element, options);
  }

  /**
   * Lists a collection that takes more, or other, parameters than most.
   *
   * @param request.within What embeds it in the answer: a query's `results`.
   */
  async collection<T>(
    { within, ...request }: OpenProjectRequest & { within?: string },
    element: z.ZodType<T>,
    options?: RequestOptions,
  ): Promise<Collection<T>> {
    const collection = collectionOf(element);
    const schema = within === undefined ? collection : embedded(within, collection);
    // The server's own link to the next page names what was sent compressed at full length, too long for a URL.
    const read = async (query: Query): Promise<Collection<T>> => {
      const page = await this.request({ ...request, query: fitQuery(query) }, schema, options);
      return new Collection(page, (offset, pageSize) => read({ ...query, offset, pageSize }));
    };
    return read(request.query ?? {});
  }

  request<T>(request: OpenProjectRequest, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.read(request, asHal(schema), options);
  }

  /** Asks for a text or whatever else is no HAL. */
  read<T>(request: OpenProjectRequest, reader: Reader<T>, options?: RequestOptions): Promise<T> {
    if (request.probesCredential) this.#credential.forgetRefusal?.();
    return this.http.request(this.#toHttp(request), reader, this.#optionsFor(request, options));
  }

  /** Asks for bytes as they arrive. */
  stream(request: OpenProjectRequest, options?: RequestOptions): Promise<StreamedAnswer> {
    const streamed = this.#toHttp({ ...request, lane: "transfer" });
    return this.http.stream(streamed, this.#optionsFor(request, options));
  }

  /**
   * Asks where a redirect leads, without going there.
   *
   * @param request.leadsTo What the path there has to be like. @default any but the one asked for
   * @throws ResponseError for a redirect of the whole server, to another address of the same.
   */
  async location(
    { leadsTo, ...request }: OpenProjectRequest & { leadsTo?: RegExp },
    options?: RequestOptions,
  ): Promise<URL> {
    const asked = this.#toHttp({ ...request, redirect: "manual" });
    const { pathname } = this.http.urlOf(asked);
    const resolve = (href: string) => this.resolve(href);
    return this.http.request(asked, asLocation({ resolve, pathname, leadsTo }), options);
  }

  /** Resolves an href. @throws InvalidInputError for an empty one and for a URN. */
  resolve(href: string | null): URL {
    return resolveHref(href, this.http.baseUrl);
  }

  close(options?: CloseOptions): Promise<void> {
    return this.http.close(options);
  }

  #toHttp(request: OpenProjectRequest): HttpRequest {
    const { method, path, query, target, body, content } = request;
    const writes = method === "POST" || method === "PATCH";
    return composeRequest(target && query ? { ...request, target: withQuery(target, query) } : request, {
      path: target ? shownBelow(target, path) : belowRoot(path),
      // Followed to another origin a request is anybody's, and where anybody may read the answer is only less than it was.
      redirect: request.redirect ?? (this.#isForeign(request) ? "follow" : "same-origin"),
      body: content ?? (body && jsonBody(body)),
      query,
      // Multipart and plain text bring their own content type.
      headers: writes && content === undefined ? WRITE_HEADERS : undefined,
    });
  }

  #optionsFor(request: OpenProjectRequest, options: RequestOptions | undefined): RequestOptions | undefined {
    return options !== undefined && this.#isForeign(request) ? forForeign(options) : options;
  }

  #isForeign({ target }: OpenProjectRequest): boolean {
    return target !== undefined && target.origin !== new URL(this.http.baseUrl).origin;
  }
}

function embedded<T>(name: string, schema: z.ZodType<T>): z.ZodType<T> {
  return openObject({ _embedded: openObject({ [name]: z.unknown() }) })
    .transform(({ _embedded }) => _embedded[name])
    .pipe(schema);
}

/** Where a link leads, with more parameters: the further pages of what it lists. */
function withQuery(target: URL, query: Query): URL {
  const url = new URL(target);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
}

/** The root itself has no slash at its end. */
function belowRoot(path: Path): Path {
  return path.wire === "" ? ROOT : path.below("api/v3/");
}

/** What is fetched by URL keeps its endpoint's name; messages show the path it really has. */
function shownBelow({ pathname }: URL, path: Path): Path {
  const { wire, template, secrets } = belowRoot(path);
  return new Path(wire, pathname, template, secrets);
}

function asHal<T>(schema: z.ZodType<T>): Reader<T> {
  return {
    accept: "application/hal+json",
    read(answer, context) {
      const value = readBody(answer, context);
      return conforms(schema, value) ? value : checkShape(schema, value, answer, context);
    },
  };
}

/** "It is so already" comes as an error answer, and deletions without a body. */
function readBody(answer: Answer, context: ReadContext): unknown {
  return answer.status >= 400 || answer.body.length === 0 ? undefined : parseJson(answer, context);
}
