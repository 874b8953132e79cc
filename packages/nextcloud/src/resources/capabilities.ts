import { asJson, path, type RequestOptions } from "@platformq/resilience";
import { ServerCapabilities, ServerStatus } from "../schemas/capabilities.js";
import type { NextcloudTransport } from "../transport.js";

/** What the server is and can do. @see https://docs.nextcloud.com/server/latest/developer_manual/client_apis/OCS/ocs-api-overview.html#capabilities-api */
export class CapabilitiesResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Gets version and capabilities. */
  async get(options?: RequestOptions): Promise<ServerCapabilities> {
    return this.transport.ocs.get(path`cloud/capabilities`, {}, ServerCapabilities, options);
  }

  /** Tells whether the server is installed and in maintenance; it needs no account. */
  async status(options?: RequestOptions): Promise<ServerStatus> {
    const request = { method: "GET", path: path`status.php`, anonymous: true } as const;
    return this.transport.http.request(request, asJson(ServerStatus), options);
  }
}
