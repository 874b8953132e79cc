import { openObject, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { Nothing } from "../ocs/envelope.js";
import type { NextcloudTransport } from "../transport.js";

const AppPassword = openObject({ apppassword: z.string() }).transform(({ apppassword }) => apppassword);
const Confirmed = openObject({ lastLogin: z.number() }).transform(
  ({ lastLogin }) => new Date(lastLogin * 1000),
);

/** Passwords for one app each. @see https://docs.nextcloud.com/server/latest/developer_manual/client_apis/LoginFlow/index.html */
export class AppPasswordsResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /**
   * Makes an app password, in exchange for the account's own. The client's option `exchange` does so by itself.
   *
   * @throws ForbiddenError when the client signs in with an app password.
   */
  async create(options?: RequestOptions): Promise<string> {
    return this.transport.ocs.get(path`core/getapppassword`, {}, AppPassword, { retry: false, ...options });
  }

  /** Makes another in place of the one the client signs in with, which works for some seconds more. @throws ForbiddenError */
  async rotate(options?: RequestOptions): Promise<string> {
    return this.transport.ocs.post(path`core/apppassword/rotate`, {}, AppPassword, options);
  }

  /** Revokes the app password the client signs in with. @throws ForbiddenError when it is none. */
  async revoke(options?: RequestOptions): Promise<void> {
    return this.transport.ocs.delete(path`core/apppassword`, {}, Nothing, options);
  }

  /** Confirms who is there by the account's own password, as some operations ask for. @throws ForbiddenError */
  async confirm(password: string, options?: RequestOptions): Promise<Date> {
    return this.transport.ocs.put(path`core/apppassword/confirm`, { password }, Confirmed, options);
  }
}
