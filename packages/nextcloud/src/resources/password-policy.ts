import { openObject, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import type { NextcloudTransport } from "../transport.js";

const Generated = openObject({ password: z.string() }).transform(({ password }) => password);
const Judged = openObject({ passed: z.boolean(), reason: z.string().optional() });

/** Whether a password may be used, and else why not, in the account's language. */
export type PasswordVerdict = z.output<typeof Judged>;

/** What passwords have to be like. @see https://docs.nextcloud.com/server/latest/admin_manual/configuration_user/user_password_policy.html */
export class PasswordPolicyResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Makes up a password that the server takes. */
  async generate(options?: RequestOptions): Promise<string> {
    return this.transport.ocs.get(path`apps/password_policy/api/v1/generate`, {}, Generated, options);
  }

  /** Tells whether the server would take a password. */
  async validate(password: string, options?: RequestOptions): Promise<PasswordVerdict> {
    const at = path`apps/password_policy/api/v1/validate`;
    const request = { method: "POST", path: at, params: { password }, idempotent: true } as const;
    return this.transport.ocs.request(request, Judged, options);
  }
}
