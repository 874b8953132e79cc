import type { RequestOptions } from "@platformq/resilience";
import type { z } from "zod";
import type { OpenProjectOptions } from "./options.js";
import { MembershipsResource } from "./resources/memberships.js";
import { PrincipalsResource } from "./resources/principals.js";
import { ProjectsResource } from "./resources/projects.js";
import { RolesResource } from "./resources/roles.js";
import { UsersResource } from "./resources/users.js";
import { WorkPackagesResource } from "./resources/work-packages.js";
import { type ConnectionReport, testConnection } from "./test-connection.js";
import { type OpenProjectRequest, OpenProjectTransport } from "./transport.js";

/**
 * Talks to one OpenProject as one account.
 *
 * @example
 * await using openproject = new OpenProjectClient({ baseUrl: "https://projects.example.com", apiKey });
 * const project = await openproject.projects.create({ name: "Alpha" });
 *
 * @see https://www.openproject.org/docs/api/
 */
export class OpenProjectClient implements AsyncDisposable {
  readonly memberships: MembershipsResource;
  readonly principals: PrincipalsResource;
  readonly projects: ProjectsResource;
  readonly roles: RolesResource;
  readonly users: UsersResource;
  readonly workPackages: WorkPackagesResource;
  readonly #transport: OpenProjectTransport;

  /** @throws ConfigurationError naming everything that is missing or wrong. */
  constructor(options: OpenProjectOptions) {
    this.#transport = new OpenProjectTransport(options);
    this.memberships = new MembershipsResource(this.#transport);
    this.principals = new PrincipalsResource(this.#transport);
    this.projects = new ProjectsResource(this.#transport);
    this.roles = new RolesResource(this.#transport);
    this.users = new UsersResource(this.#transport);
    this.workPackages = new WorkPackagesResource(this.#transport);
  }

  /** Where the server is, with its path and without a slash at the end. */
  get baseUrl(): string {
    return this.#transport.http.baseUrl;
  }

  /**
   * Checks address, credentials and, where the account may know it, the version; nothing is repeated.
   *
   * @throws NetworkError or TimeoutError for DNS, connection and TLS, UnauthorizedError, ForbiddenError, or
   *   ResponseError for a server that is no OpenProject (`UNREADABLE_RESPONSE`) or too old (`UNSUPPORTED_VERSION`).
   */
  testConnection(options?: RequestOptions): Promise<ConnectionReport> {
    return testConnection(this.#transport, options);
  }

  /**
   * Calls an API endpoint that has no method here.
   *
   * @example
   * const Configuration = z.looseObject({ maximumAttachmentFileSize: z.number() });
   * await openproject.request({ method: "GET", path: path`configuration` }, Configuration);
   */
  request<T>(request: OpenProjectRequest, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
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
