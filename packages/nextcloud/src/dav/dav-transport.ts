import {
  bytesBody,
  composeRequest,
  type HttpClient,
  type HttpRequest,
  openObject,
  Path,
  path,
  type Reader,
  type RequestOptions,
  type StreamedAnswer,
} from "@platformq/resilience";
import { z } from "zod";
import type { OcsTransport } from "../ocs/ocs-transport.js";
import type { OwnPath } from "./dav-path.js";
import { asMultistatus, type DavResponse, streamMultistatus } from "./multistatus.js";
import { UserId } from "./user-id.js";

const Account = openObject({ id: z.string() });
const NOBODY = path`nobody`;

/** A WebDAV request. */
export interface DavRequest extends Omit<HttpRequest, "path" | "target" | "query"> {
  readonly path: Path | OwnPath;
  /** Where MOVE and COPY put it, and where a chunk will belong. */
  readonly destination?: Path | OwnPath | undefined;
}

/** Calls WebDAV, where paths hold the user's id. Refuses bad input at once: whoever calls it is async. */
export class DavTransport {
  readonly #userId: UserId;
  /** The same, encoded, once it is known. */
  #user: Path | undefined;

  constructor(
    private readonly http: HttpClient,
    ocs: OcsTransport,
  ) {
    this.#userId = new UserId(async () => (await ocs.get(path`cloud/user`, {}, Account)).id);
  }

  /** The account's user id; WebDAV's paths hold it, and the login may be an e-mail address. */
  userId(options?: RequestOptions): Promise<string> {
    return this.#userId.get(options?.signal);
  }

  request<T>(request: DavRequest, reader: Reader<T>, options?: RequestOptions): Promise<T> {
    const resolved = this.#resolve(request, options);
    // Nearly always: small files feel every turn of waiting.
    if (!(resolved instanceof Promise)) return this.http.request(resolved, reader, options);
    return resolved.then((request) => this.http.request(request, reader, options));
  }

  /** Hands the body over while it arrives. */
  async stream(request: DavRequest, options?: RequestOptions): Promise<StreamedAnswer> {
    return this.http.stream(await this.#resolve(request, options), options);
  }

  /** Asks for resources: PROPFIND, REPORT or SEARCH, by their XML. */
  query(request: DavRequest, xml: string, options?: RequestOptions): Promise<readonly DavResponse[]> {
    return this.queryAs(request, xml, (response) => response, options);
  }

  /** Asks for resources, of which only what is read from them is kept. */
  queryAs<T>(
    request: DavRequest,
    xml: string,
    read: (response: DavResponse) => T,
    options?: RequestOptions,
  ): Promise<readonly T[]> {
    return this.request(
      { ...request, body: bytesBody(xml, "application/xml") },
      asMultistatus(read),
      options,
    );
  }

  /** Asks for resources and gives them out while they arrive. */
  async *entries(
    request: DavRequest,
    xml: string,
    options?: RequestOptions,
  ): AsyncGenerator<DavResponse, void> {
    const resolved = await this.#resolve({ ...request, body: bytesBody(xml, "application/xml") }, options);
    const answer = await this.http.stream({ ...resolved, lane: "transfer" }, options);
    yield* streamMultistatus(answer, this.http.label(resolved));
  }

  /** The absolute URL of a resource, as the headers `Destination` and `If` need it. */
  async urlOf(at: Path | OwnPath, options?: RequestOptions): Promise<string> {
    return this.#url(await this.#pathOf(at, options));
  }

  /** Writes out the paths of a request; a promise only as long as the user id is not known. */
  #resolve(request: DavRequest, options: RequestOptions | undefined): HttpRequest | Promise<HttpRequest> {
    const path = this.#pathOf(request.path, options);
    const destination = request.destination && this.#pathOf(request.destination, options);
    if (path instanceof Promise || destination instanceof Promise) {
      return Promise.all([path, destination]).then((paths) => this.#compose(request, ...paths));
    }
    return this.#compose(request, path, destination);
  }

  #compose(request: DavRequest, path: Path, destination: Path | undefined): HttpRequest {
    const { body, headers } = request;
    if (destination === undefined) return composeRequest(request, { path, body, headers });
    return composeRequest(request, {
      path,
      body,
      headers: { ...headers, destination: this.#url(destination) },
    });
  }

  #pathOf(at: Path | OwnPath, options: RequestOptions | undefined): Path | Promise<Path> {
    if (at instanceof Path) return at;
    if (this.#user !== undefined) return at(this.#user);
    // A bad path is refused before the user id is asked for: it costs no request.
    at(NOBODY);
    return this.userId(options).then((userId) => {
      this.#user = path`${userId}`;
      return at(this.#user);
    });
  }

  #url(path: Path): string {
    return `${this.http.baseUrl}/${path.wire}`;
  }
}
