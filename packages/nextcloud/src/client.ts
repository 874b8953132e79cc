import type { RequestOptions } from "@platformq/resilience";
import type { z } from "zod";
import type { OcsRequest } from "./ocs/ocs-transport.js";
import type { NextcloudOptions } from "./options.js";
import { CapabilitiesResource } from "./resources/capabilities.js";
import { FilesResource } from "./resources/files.js";
import { SharesResource } from "./resources/shares.js";
import { UsersResource } from "./resources/users.js";
import { type ConnectionReport, testConnection } from "./test-connection.js";
import { NextcloudTransport } from "./transport.js";

/**
 * Talks to one Nextcloud server as one account.
 *
 * @example
 * await using nextcloud = new NextcloudClient({ baseUrl: "https://cloud.example.com", username, password });
 * await nextcloud.files.createFolder("Projects/Alpha", { recursive: true });
 *
 * @see https://docs.nextcloud.com/server/latest/developer_manual/client_apis/
 */
export class NextcloudClient implements AsyncDisposable {
  readonly capabilities: CapabilitiesResource;
  readonly files: FilesResource;
  readonly shares: SharesResource;
  readonly users: UsersResource;
  readonly #transport: NextcloudTransport;

  /** @throws ConfigurationError naming everything that is missing or wrong. */
  constructor(options: NextcloudOptions) {
    this.#transport = new NextcloudTransport(options);
    this.capabilities = new CapabilitiesResource(this.#transport);
    this.files = new FilesResource(this.#transport);
    this.shares = new SharesResource(this.#transport);
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
   *   ResponseError for a server that is no Nextcloud (`UNREADABLE_RESPONSE`) or too old (`UNSUPPORTED_VERSION`).
   */
  testConnection(options?: RequestOptions): Promise<ConnectionReport> {
    return testConnection(this.#transport, options);
  }

  /**
   * Calls an OCS endpoint that has no method here.
   *
   * @example
   * const Status = z.looseObject({ status: z.string() });
   * await nextcloud.request({ method: "GET", path: path`apps/user_status/api/v1/user_status` }, Status);
   */
  request<T>(request: OcsRequest, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.#transport.ocs.request(request, schema, options);
  }

  /** Refuses new calls and waits for those under way. */
  close(): Promise<void> {
    return this.#transport.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
