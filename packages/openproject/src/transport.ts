import { createHash } from "node:crypto";
import {
  type Answer,
  basicCredential,
  checkShape,
  HttpClient,
  type HttpRequest,
  jsonBody,
  Page,
  Path,
  parseJson,
  type Query,
  type ReadContext,
  type Reader,
  type RequestOptions,
  type ServiceRules,
} from "@platformq/resilience";
import { z } from "zod";
import { halError, isHalError } from "./errors.js";
import { collectionOf, encodeListParams, type ListParams } from "./hal/collection.js";
import { resolveHref } from "./hal/link.js";
import { checkRequired, type OpenProjectOptions } from "./options.js";

/** A call of an API endpoint. */
export interface OpenProjectRequest
  extends Pick<HttpRequest, "idempotent" | "operation" | "probesCredential" | "secrets"> {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** The path below `api/v3/`, such as `users/me`. */
  readonly path: Path;
  readonly query?: Query | undefined;
  /** Sent as JSON. */
  readonly body?: object | undefined;
  /** An absolute URL to fetch instead of the path, such as a link's. */
  readonly target?: URL | undefined;
}

const DEFAULT_RATE = 15;
const PREFIX = "api/v3";
/** Demanded of every write, even of one without a body. */
const WRITE_HEADERS = Object.freeze({ "content-type": "application/json" });

/** Ignores the body of an answer. */
const Nothing: z.ZodType<void> = z.unknown().transform(() => undefined);

const rules: ServiceRules = {
  name: "openproject",
  readError: ({ json, status }) => halError(json, status),
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
    const { apiKey, ...clientOptions } = options;
    this.http = new HttpClient({
      rules,
      options: clientOptions,
      defaultRate: DEFAULT_RATE,
      // Whose key it is only the server knows; clients with the same key share its limit.
      account: createHash("sha256").update(apiKey).digest("base64"),
      credential: basicCredential("apikey", apiKey),
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

  delete(path: Path, options?: RequestOptions): Promise<void> {
    return this.request({ method: "DELETE", path }, Nothing, options);
  }

  /** Lists a collection; the next page is where the server says it is. */
  list<T>(path: Path, params: ListParams, element: z.ZodType<T>, options?: RequestOptions): Promise<Page<T>> {
    const schema = collectionOf(element);
    const fetchPage = async (request: Pick<OpenProjectRequest, "query" | "target">): Promise<Page<T>> => {
      const { elements, total, next } = await this.request(
        { method: "GET", path, ...request },
        schema,
        options,
      );
      return new Page({
        items: elements,
        total,
        next:
          next === undefined ? undefined : () => fetchPage({ target: resolveHref(next, this.http.baseUrl) }),
      });
    };
    return fetchPage({ query: encodeListParams(params) });
  }

  request<T>(request: OpenProjectRequest, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    const { path, body, ...rest } = request;
    const writes = request.method !== "GET" && request.method !== "DELETE";
    return this.http.request(
      {
        ...rest,
        path: belowRoot(path),
        body: body && jsonBody(body),
        headers: writes ? WRITE_HEADERS : undefined,
      },
      asHal(schema),
      options,
    );
  }

  close(): Promise<void> {
    return this.http.close();
  }
}

/** The root itself is `api/v3`, without a slash at the end. */
function belowRoot({ wire, safe, template, secrets }: Path): Path {
  const at = (path: string): string => (path === "" ? PREFIX : `${PREFIX}/${path}`);
  return new Path(at(wire), at(safe), at(template), secrets);
}

function asHal<T>(schema: z.ZodType<T>): Reader<T> {
  return {
    accept: "application/hal+json",
    read: (answer, context) => checkShape(schema, readBody(answer, context), answer, context),
  };
}

/** "It is so already" comes as an error answer, and deletions without a body. */
function readBody(answer: Answer, context: ReadContext): unknown {
  return answer.status >= 400 || answer.body.length === 0 ? undefined : parseJson(answer, context);
}
