import { startMockServers } from "@platformq/testing";
import { ZulipClient } from "../../src/index.js";

/** What the contract is checked with: a client and a name nobody else uses. */
export interface Target extends AsyncDisposable {
  readonly client: ZulipClient;
  readonly channel: string;
}

/** Connects to the fake, or with `PLATFORMQ_LIVE=1` to the server of `ZULIP_SITE`, `ZULIP_EMAIL`, `ZULIP_API_KEY`. */
export async function openTarget(): Promise<Target> {
  const channel = `platformq-contract-${Date.now()}`;
  if (process.env.PLATFORMQ_LIVE === "1") {
    const { ZULIP_SITE = "", ZULIP_EMAIL = "", ZULIP_API_KEY = "" } = process.env;
    const client = new ZulipClient({ baseUrl: ZULIP_SITE, email: ZULIP_EMAIL, apiKey: ZULIP_API_KEY });
    return { client, channel, [Symbol.asyncDispose]: () => client.close() };
  }
  const servers = await startMockServers({ services: ["zulip"] });
  const { url, email, apiKey } = servers.zulip;
  const client = new ZulipClient({ baseUrl: url, email, apiKey });
  return { client, channel, [Symbol.asyncDispose]: () => servers.close() };
}
