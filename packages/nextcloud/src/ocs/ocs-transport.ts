import {
  composeRequest,
  formBody,
  type HttpClient,
  type HttpRequest,
  jsonBody,
  type Path,
  type Reader,
  type RequestOptions,
  type ResponseHeaders,
} from "@platformq/resilience";
import type { z } from "zod";
import { asOcs, asOcsWithHeaders } from "./envelope.js";
import { encodeParams, type OcsParams } from "./form.js";

/** A call of an OCS endpoint. */
export interface OcsRequest
  extends Pick<HttpRequest, "idempotent" | "alreadySo" | "probesCredential" | "operation"> {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** The path below `ocs/v2.php/`, such as `cloud/users`. */
  readonly path: Path;
  /** Sent in the query by GET and DELETE, as a form by the others. */
  readonly params?: OcsParams | undefined;
  /**
   * `json` for parameters a form cannot tell: numbers inside of maps, lists and maps that may be empty.
   * @default "form"
   */
  readonly encoding?: "form" | "json" | undefined;
  /** Values that no message may repeat; a `password` is one by itself. */
  readonly secrets?: readonly string[] | undefined;
}

const PREFIX = "ocs/v2.php/";
const HEADERS = Object.freeze({ "ocs-apirequest": "true" });
const JSON_FORMAT = Object.freeze({ format: "json" });

/** Calls OCS endpoints: version 2, whose HTTP status can be trusted, and JSON. */
export class OcsTransport {
  constructor(private readonly http: HttpClient) {}

  get<T>(path: Path, params: OcsParams, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.request({ method: "GET", path, params }, schema, options);
  }

  post<T>(path: Path, params: OcsParams, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.request({ method: "POST", path, params }, schema, options);
  }

  put<T>(path: Path, params: OcsParams, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.request({ method: "PUT", path, params }, schema, options);
  }

  delete<T>(path: Path, params: OcsParams, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.request({ method: "DELETE", path, params }, schema, options);
  }

  /** Gets the data and what stands in the headers. */
  getWithHeaders<T>(
    path: Path,
    params: OcsParams,
    schema: z.ZodType<T>,
    options?: RequestOptions,
  ): Promise<{ data: T; headers: ResponseHeaders }> {
    return this.#send({ method: "GET", path, params }, asOcsWithHeaders(schema), options);
  }

  request<T>(request: OcsRequest, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.#send(request, asOcs(schema), options);
  }

  #send<T>(request: OcsRequest, reader: Reader<T>, options?: RequestOptions): Promise<T> {
    const { path, params = {}, encoding, secrets = [] } = request;
    const inQuery = request.method === "GET" || request.method === "DELETE";
    const fields = encodeParams(params);
    const { password } = fields;
    const body = encoding === "json" ? jsonBody(params) : formBody(Object.entries(fields));
    return this.http.request(
      composeRequest(request, {
        path: path.below(PREFIX),
        headers: HEADERS,
        query: inQuery ? { ...fields, ...JSON_FORMAT } : JSON_FORMAT,
        body: inQuery ? undefined : body,
        secrets: password ? [...secrets, password] : secrets,
      }),
      reader,
      options,
    );
  }
}
