import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { encodeListParams, encodeSelect, type ListParams } from "../hal/list-params.js";
import { Principal, PrincipalExcerpt } from "../schemas/principal.js";
import type { OpenProjectTransport } from "../transport.js";

/** Users, groups and placeholder users in one list. @see https://www.openproject.org/docs/api/endpoints/principals/ */
export class PrincipalsResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /**
   * Lists the principals this account may see. The filter `any_name_attribute` goes by name, login and e-mail address,
   * `status` by number: 1 active, 2 registered, 3 locked, 4 invited.
   */
  async list(params: ListParams = {}, options?: RequestOptions): Promise<Collection<Principal>> {
    return this.transport.list(path`principals`, params, Principal, options);
  }

  /**
   * Lists only some properties, which is many times as fast: `_type`, `id`, `name`.
   *
   * @throws BadRequestError for others, listing those there are.
   */
  async listOnly(
    properties: readonly string[],
    params: ListParams = {},
    options?: RequestOptions,
  ): Promise<Collection<PrincipalExcerpt>> {
    const query = { ...encodeListParams(params), select: encodeSelect(properties) };
    return this.transport.collection(
      { method: "GET", path: path`principals`, query },
      PrincipalExcerpt,
      options,
    );
  }

  /** Gets a principal of whatever kind; `_type` tells which. @throws NotFoundError */
  async get(principalId: number, options?: RequestOptions): Promise<Principal> {
    return this.transport.get(path`principals/${principalId}`, {}, Principal, options);
  }
}
