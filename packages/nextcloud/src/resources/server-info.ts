import { ForbiddenError, path, type RequestOptions } from "@platformq/resilience";
import { ServerInfo } from "../schemas/server-info.js";
import { User } from "../schemas/user.js";
import type { NextcloudTransport } from "../transport.js";

/** What to ask for beside what costs nothing. */
export interface GetServerInfo {
  /** Asks the app store for updates of apps, which can take the server half a minute. @default false */
  apps?: boolean | undefined;
  /** Tells whether there is an update of the server. @default false */
  update?: boolean | undefined;
}

/** Load, storage and versions of the server. For administrators. @see https://github.com/nextcloud/serverinfo#api */
export class ServerInfoResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Gets load, storage and versions. @throws ForbiddenError; NotFoundError without the app `serverinfo`. */
  async get(params: GetServerInfo = {}, options?: RequestOptions): Promise<ServerInfo> {
    const { ocs } = this.transport;
    const { id, groups } = await ocs.get(path`cloud/user`, {}, User, options);
    // Asked by others the server answers 401 and counts a failed login, as if the password were wrong.
    if (!groups.includes("admin")) {
      const context = { service: "nextcloud", outcome: "not-sent", attempts: 0, status: 403 } as const;
      throw new ForbiddenError(
        `Only administrators may see how the server is, and '${id}' is none`,
        "FORBIDDEN",
        context,
      );
    }
    const query = { skipApps: !params.apps, skipUpdate: !params.update };
    return ocs.get(path`apps/serverinfo/api/v1/info`, query, ServerInfo, options);
  }
}
