import { startMockServers } from "@platformq/testing";
import { NextcloudClient } from "../../src/index.js";

/** What the contract is checked with: a client, a second account to share with, and a name nobody else uses. */
export interface Target extends AsyncDisposable {
  readonly client: NextcloudClient;
  /** User id of another account. */
  readonly other: string;
  readonly folder: string;
}

/**
 * Connects to the fake, or with `PLATFORMQ_LIVE=1` to the server of `NEXTCLOUD_URL`, `NEXTCLOUD_USERNAME`,
 * `NEXTCLOUD_PASSWORD` and `NEXTCLOUD_OTHER_USER`.
 */
export async function openTarget(): Promise<Target> {
  const folder = `platformq-contract-${Date.now()}`;
  if (process.env.PLATFORMQ_LIVE === "1") {
    const { NEXTCLOUD_URL, NEXTCLOUD_USERNAME, NEXTCLOUD_PASSWORD, NEXTCLOUD_OTHER_USER } = process.env;
    const client = new NextcloudClient({
      baseUrl: NEXTCLOUD_URL ?? "",
      username: NEXTCLOUD_USERNAME ?? "",
      password: NEXTCLOUD_PASSWORD ?? "",
    });
    const close = () => client.close();
    return { client, other: NEXTCLOUD_OTHER_USER ?? "", folder, [Symbol.asyncDispose]: close };
  }
  const servers = await startMockServers({ services: ["nextcloud"] });
  const { url, username, password } = servers.nextcloud;
  const client = new NextcloudClient({ baseUrl: url, username, password });
  return { client, other: "anna", folder, [Symbol.asyncDispose]: () => servers.close() };
}
