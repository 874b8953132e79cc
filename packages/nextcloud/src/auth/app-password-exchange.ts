import {
  basicCredential,
  type Credential,
  ForbiddenError,
  NotFoundError,
  openObject,
  path,
  UnauthorizedError,
} from "@platformq/resilience";
import { z } from "zod";
import { Nothing } from "../ocs/envelope.js";
import type { OcsTransport } from "../ocs/ocs-transport.js";

const AppPassword = openObject({ apppassword: z.string() }).transform(({ apppassword }) => apppassword);

/** Signs in with an app password that it gets in exchange for the account's own, once for all calls. */
export class AppPasswordExchange implements Credential {
  #pending: Promise<Credential> | undefined;
  /** The header with the app password that is ours to revoke. */
  #latest: string | undefined;

  /**
   * @param own The account's own password.
   * @param login Calls the server with it.
   */
  constructor(
    private readonly username: string,
    private readonly own: Credential,
    private readonly login: OcsTransport,
  ) {}

  async authorization(): Promise<string> {
    this.#pending ??= this.#exchange().catch((error: unknown) => {
      this.#pending = undefined;
      throw error;
    });
    return (await this.#pending).authorization();
  }

  /** Somebody has revoked it: gets another. */
  async refresh(rejected: string): Promise<boolean> {
    if ((await this.authorization()) !== rejected) return true;
    this.#pending = undefined;
    this.#latest = undefined;
    return (await this.authorization()) !== rejected;
  }

  /** Revokes what was got. One that somebody else has revoked is gone already. */
  async revoke(): Promise<void> {
    // One that is on its way, for a call that has ended, is ours to revoke too.
    await this.#pending?.catch(() => {});
    const latest = this.#latest;
    if (latest === undefined) return;
    const headers = { authorization: latest };
    const request = { method: "DELETE", path: path`core/apppassword`, anonymous: true } as const;
    try {
      await this.login.request(request, Nothing, { headers });
    } catch (error) {
      if (!(error instanceof UnauthorizedError || error instanceof NotFoundError)) throw error;
    }
    this.#pending = undefined;
    this.#latest = undefined;
  }

  async #exchange(): Promise<Credential> {
    try {
      const at = path`core/getapppassword`;
      // It makes one each time it is asked, and one whose answer is lost nobody revokes.
      const appPassword = await this.login.get(at, {}, AppPassword, { retry: false });
      const credential = basicCredential(this.username, appPassword);
      this.#latest = await credential.authorization();
      return credential;
    } catch (error) {
      // It is an app password already.
      if (error instanceof ForbiddenError) return this.own;
      throw error;
    }
  }
}
