import {
  basicCredential,
  formBody,
  HttpClient,
  type HttpRequest,
  Path,
  type RequestOptions,
  type ServiceRules,
} from "@platformq/resilience";
import type { z } from "zod";
import { encodeParams } from "./encoding.js";
import { asZulip, zulipError } from "./envelope.js";
import { checkRequired, type ZulipOptions } from "./options.js";

/** A call of an API endpoint. */
export interface ZulipRequest
  extends Pick<HttpRequest, "anonymous" | "idempotent" | "operation" | "probesCredential" | "secrets"> {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** The path below `api/v1/`, such as `users/me`. */
  readonly path: Path;
  /** Sent in the query by GET, as a form by the others; values as Zulip documents them. */
  readonly params?: object | undefined;
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
export class ZulipTransport {
  readonly http: HttpClient;
  readonly #ignored = new Set<string>();

  constructor(options: ZulipOptions) {
    checkRequired(options);
    const { email, apiKey, ...clientOptions } = options;
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
  }

  get<T>(path: Path, params: object, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.request({ method: "GET", path, params }, schema, options);
  }

  post<T>(path: Path, params: object, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.request({ method: "POST", path, params }, schema, options);
  }

  patch<T>(path: Path, params: object, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.request({ method: "PATCH", path, params }, schema, options);
  }

  delete<T>(path: Path, params: object, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.request({ method: "DELETE", path, params }, schema, options);
  }

  request<T>(request: ZulipRequest, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    const { path, params, ...traits } = request;
    const fields = encodeParams(params ?? {});
    const inQuery = request.method === "GET";
    return this.http.request(
      {
        ...traits,
        path: new Path(PREFIX + path.wire, PREFIX + path.safe, PREFIX + path.template, path.secrets),
        query: inQuery ? fields : undefined,
        body: inQuery ? undefined : formBody(Object.entries(fields)),
      },
      asZulip(schema, this.#warnOnce),
      options,
    );
  }

  close(): Promise<void> {
    return this.http.close();
  }

  /** An older server does without a parameter it does not know, silently; its administrator should hear of it, once. */
  readonly #warnOnce = (operation: string, names: readonly string[]): void => {
    for (const parameter of names) {
      const key = `${operation} ${parameter}`;
      if (this.#ignored.has(key)) continue;
      this.#ignored.add(key);
      this.http.logger.warn(
        { operation, parameter },
        "the server does not know this parameter and ignored it",
      );
    }
  };
}
