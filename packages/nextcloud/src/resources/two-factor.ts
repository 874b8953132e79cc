import { path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { phpMap } from "../schemas/php-map.js";
import type { NextcloudTransport } from "../transport.js";

/** Whether each of a user's second factors, such as `totp`, is in use. */
export type TwoFactorState = Readonly<Record<string, boolean>>;

const State = phpMap(z.boolean());

/** Second factors of users. For administrators. @see https://docs.nextcloud.com/server/latest/admin_manual/configuration_user/two_factor-auth.html */
export class TwoFactorResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Tells which second factors a user has. @throws NotFoundError, ForbiddenError. */
  async state(userId: string, options?: RequestOptions): Promise<TwoFactorState> {
    return this.transport.ocs.get(path`twofactor/state`, { user: userId }, State, options);
  }

  /** Puts second factors of a user into use again. @throws as {@link state} does. */
  async enable(
    userId: string,
    providers: readonly string[],
    options?: RequestOptions,
  ): Promise<TwoFactorState> {
    const params = { user: userId, providers };
    const request = { method: "POST", path: path`twofactor/enable`, params, idempotent: true } as const;
    return this.transport.ocs.request(request, State, options);
  }

  /**
   * Takes second factors of a user out of use, as for a lost telephone.
   *
   * @throws as {@link state} does; ForbiddenError also where the server wants the account's own password for this, and
   *   the client signs in with an app password.
   */
  async disable(
    userId: string,
    providers: readonly string[],
    options?: RequestOptions,
  ): Promise<TwoFactorState> {
    const params = { user: userId, providers };
    const request = { method: "POST", path: path`twofactor/disable`, params, idempotent: true } as const;
    return this.transport.ocs.request(request, State, options);
  }
}
