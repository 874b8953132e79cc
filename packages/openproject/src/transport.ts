import {
  type Answer,
  type Body,
  checkShape,
  composeRequest,
  HttpClient,
  type HttpRequest,
  header,
  jsonBody,
  Path,
  parseJson,
  path,
  type Query,
  type ReadContext,
  type Reader,
  type RequestOptions,
  type ServiceRules,
  type StreamedAnswer,
  unreadable,
} from "@platformq/resilience";
import { z } from "zod";
import { accountOf, credentialOf } from "./auth/credential.js";
import { halError, isHalError, plainError } from "./errors.js";
import { Collection, collectionOf } from "./hal/collection.js";
import { conforms } from "./hal/conformance.js";
import { Form } from "./hal/form.js";
import { resolveHref } from "./hal/link.js";
import { encodeListParams, type ListParams } from "./hal/list-params.js";
import { checkRequired, type OpenProjectOptions } from "./options.js";

/** A call of an API endpoint. */
export interface OpenProjectRequest
  extends Pick<
    HttpRequest,
    "anonymous" | "idempotent" | "lane" | "operation" | "probesCredential" | "secrets"
  > {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** The path below `api/v3/`, such as `users/me`. */
  readonly path: Path;
  readonly query?: Query | undefined;
  /** Sent as JSON. */
  readonly body?: object | undefined;
  /** Sent as it is, instead of JSON. */
  readonly content?: Body | undefined;
  /** An absolute URL to fetch instead of the path, such as a link's. */
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
    { status: 500, when: ({ json }) => isHalError(json), means: "answered" },
  ],
};

/** Speaks HAL+JSON: links, embedded elements and pages that point to the next. */
export class OpenProjectTransport {
  readonly http: HttpClient;

  constructor(options: OpenProjectOptions) {
    checkRequired(options);
    const { apiKey, accessToken, oauth, ...clientOptions } = options;
    this.http = new HttpClient({
      rules,
      options: clientOptions,
      defaultRate: DEFAULT_RATE,
      account: accountOf(options),
      credential: credentialOf(options, () => this.http),
    });
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

  /** Lists a collection; the next page is where the server says it is. */
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
    const schema = collectionOf(element);
    const { elements, next, ...rest } = await this.request(
      request,
      within === undefined ? schema : embedded(within, schema),
      options,
    );
    return new Collection({
      ...rest,
      items: elements,
      next:
        next === undefined
          ? undefined
          : () => this.collection({ ...request, target: this.resolve(next) }, element, options),
    });
  }

  request<T>(request: OpenProjectRequest, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.http.request(toHttp(request), asHal(schema), options);
  }

  /** Asks for a text or whatever else is no HAL. */
  read<T>(request: OpenProjectRequest, reader: Reader<T>, options?: RequestOptions): Promise<T> {
    return this.http.request(toHttp(request), reader, options);
  }

  /** Asks for bytes as they arrive. */
  stream(request: OpenProjectRequest, options?: RequestOptions): Promise<StreamedAnswer> {
    return this.http.stream({ ...toHttp(request), lane: "transfer" }, options);
  }

  /** Asks where a redirect leads, without going there. */
  location(request: OpenProjectRequest, options?: RequestOptions): Promise<URL> {
    return this.http.request({ ...toHttp(request), redirect: "manual" }, asLocation(this), options);
  }

  /** Resolves an href. @throws InvalidInputError for an empty one and for a URN. */
  resolve(href: string | null): URL {
    return resolveHref(href, this.http.baseUrl);
  }

  close(): Promise<void> {
    return this.http.close();
  }
}

function embedded<T>(name: string, schema: z.ZodType<T>): z.ZodType<T> {
  return z
    .looseObject({ _embedded: z.looseObject({ [name]: z.unknown() }) })
    .transform(({ _embedded }) => _embedded[name])
    .pipe(schema);
}

function toHttp(request: OpenProjectRequest): HttpRequest {
  const { method, path, target, body, content } = request;
  const writes = method === "POST" || method === "PATCH";
  return composeRequest(request, {
    path: target ? shownBelow(target, path) : belowRoot(path),
    body: content ?? (body && jsonBody(body)),
    query: request.query,
    // Multipart and plain text bring their own content type.
    headers: writes && content === undefined ? WRITE_HEADERS : undefined,
  });
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

function asLocation(transport: OpenProjectTransport): Reader<URL> {
  return {
    accept: "application/hal+json",
    read(answer, context) {
      const location = header(answer, "location");
      if (location === undefined) throw unreadable(answer, context, "a redirect was expected");
      return transport.resolve(location);
    },
  };
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
