import { path, type RequestOptions } from "@platformq/resilience";
import { OAuthApplication, OAuthClientCredentials } from "../schemas/oauth-application.js";
import type { OpenProjectTransport } from "../transport.js";

/** Applications that sign users in. @see https://www.openproject.org/docs/api/endpoints/oauth/ */
export class OAuthApplicationsResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Gets an application, without its secret. @throws NotFoundError */
  async get(applicationId: number, options?: RequestOptions): Promise<OAuthApplication> {
    return this.transport.get(path`oauth_applications/${applicationId}`, {}, OAuthApplication, options);
  }

  /** Gets what OpenProject signs in to a storage with, without the secret. */
  async getClientCredentials(
    credentialsId: number,
    options?: RequestOptions,
  ): Promise<OAuthClientCredentials> {
    return this.transport.get(
      path`oauth_client_credentials/${credentialsId}`,
      {},
      OAuthClientCredentials,
      options,
    );
  }
}
