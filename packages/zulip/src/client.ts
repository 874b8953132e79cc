import type { RequestOptions } from "@platformq/resilience";
import type { z } from "zod";
import type { ZulipOptions } from "./options.js";
import { ChannelsResource } from "./resources/channels.js";
import { MessagesResource } from "./resources/messages.js";
import { ServerResource } from "./resources/server.js";
import { UsersResource } from "./resources/users.js";
import { type ConnectionReport, testConnection } from "./test-connection.js";
import { type ZulipRequest, ZulipTransport } from "./transport.js";

/**
 * Talks to one Zulip organisation as one account.
 *
 * @example
 * await using zulip = new ZulipClient({ baseUrl: "https://chat.example.com", email, apiKey });
 * await zulip.messages.send({ type: "stream", to: "general", topic: "Welcome", content: "Hello" });
 *
 * @see https://zulip.com/api/
 */
export class ZulipClient implements AsyncDisposable {
  readonly channels: ChannelsResource;
  readonly messages: MessagesResource;
  readonly server: ServerResource;
  readonly users: UsersResource;
  readonly #transport: ZulipTransport;

  /** @throws ConfigurationError naming everything that is missing or wrong. */
  constructor(options: ZulipOptions) {
    this.#transport = new ZulipTransport(options);
    this.channels = new ChannelsResource(this.#transport);
    this.messages = new MessagesResource(this.#transport);
    this.server = new ServerResource(this.#transport);
    this.users = new UsersResource(this.#transport);
  }

  /** Where the server is, with its path and without a slash at the end. */
  get baseUrl(): string {
    return this.#transport.http.baseUrl;
  }

  /**
   * Checks address, credentials and version with two requests that are not repeated.
   *
   * @throws NetworkError or TimeoutError for DNS, connection and TLS, UnauthorizedError, ForbiddenError, or
   *   ResponseError for a server that is no Zulip (`UNREADABLE_RESPONSE`) or too old (`UNSUPPORTED_VERSION`).
   */
  testConnection(options?: RequestOptions): Promise<ConnectionReport> {
    return testConnection(this.#transport, options);
  }

  /**
   * Calls an API endpoint that has no method here.
   *
   * @example
   * const Status = z.looseObject({ status: z.looseObject({ status_text: z.string().optional() }) });
   * await zulip.request({ method: "GET", path: path`users/${userId}/status` }, Status);
   */
  request<T>(request: ZulipRequest, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.#transport.request(request, schema, options);
  }

  /** Refuses new calls and waits for those under way. */
  close(): Promise<void> {
    return this.#transport.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
