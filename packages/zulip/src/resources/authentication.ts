import { type Path, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field } from "../envelope.js";
import { ApiKey, DevUsers } from "../schemas/api-key.js";
import type { ZulipTransport } from "../transport.js";

const NewKey = field("api_key", z.string());

/** API keys. Getting one needs no key. */
export class AuthenticationResource {
  constructor(private readonly transport: ZulipTransport) {}

  /**
   * Gets an account's API key for its password.
   *
   * @throws UnauthorizedError `AUTHENTICATION_FAILED`, `PASSWORD_AUTH_DISABLED`; RateLimitError after five attempts
   * @see https://zulip.com/api/fetch-api-key
   */
  async fetchApiKey(
    params: { username: string; password: string },
    options?: RequestOptions,
  ): Promise<ApiKey> {
    return this.#fetch(path`fetch_api_key`, params, [params.password], options);
  }

  /** Gets an account's API key for a JSON Web Token. @see https://zulip.com/api/jwt-fetch-api-key */
  async fetchApiKeyByJwt(
    params: { token: string; include_profile?: boolean | undefined },
    options?: RequestOptions,
  ): Promise<ApiKey> {
    return this.#fetch(path`jwt/fetch_api_key`, params, [params.token], options);
  }

  /** Gets any account's API key; of development servers only. @see https://zulip.com/api/dev-fetch-api-key */
  async devFetchApiKey(params: { username: string }, options?: RequestOptions): Promise<ApiKey> {
    return this.#fetch(path`dev_fetch_api_key`, params, [], options);
  }

  /** Lists the accounts; of development servers only. @see https://zulip.com/api/dev-list-users */
  async devListUsers(options?: RequestOptions): Promise<DevUsers> {
    const request = { method: "GET", path: path`dev_list_users`, anonymous: true } as const;
    return this.transport.request(request, DevUsers, options);
  }

  /**
   * Gives the account a new API key. The old one, which this client uses, is refused from then on.
   *
   * @see https://zulip.com/api/regenerate-api-key
   */
  async regenerateApiKey(options?: RequestOptions): Promise<string> {
    return this.transport.post(path`users/me/api_key/regenerate`, {}, NewKey, options);
  }

  async #fetch(at: Path, params: object, secrets: string[], options?: RequestOptions): Promise<ApiKey> {
    const request = { method: "POST", path: at, params, secrets, anonymous: true } as const;
    return this.transport.request(request, ApiKey, options);
  }
}
