import { path, type RequestOptions } from "@platformq/resilience";
import { ServerSettings } from "../schemas/server-settings.js";
import type { ZulipTransport } from "../transport.js";

/** The server. */
export class ServerResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Gets version, feature level and settings; no account is needed. @see https://zulip.com/api/get-server-settings */
  async settings(options?: RequestOptions): Promise<ServerSettings> {
    return this.transport.request(
      { method: "GET", path: path`server_settings`, anonymous: true },
      ServerSettings,
      options,
    );
  }
}
