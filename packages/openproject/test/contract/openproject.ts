import { startMockServers } from "@platformq/testing";
import { OpenProjectClient } from "../../src/index.js";

/** What the contract is checked with: an administrator's client and an identifier nobody else uses. */
export interface Target extends AsyncDisposable {
  readonly client: OpenProjectClient;
  readonly identifier: string;
}

/** Connects to the fake, or with `PLATFORMQ_LIVE=1` to the server of `OPENPROJECT_URL` and `OPENPROJECT_API_KEY`. */
export async function openTarget(): Promise<Target> {
  const identifier = `platformq-contract-${Date.now()}`;
  if (process.env.PLATFORMQ_LIVE === "1") {
    const { OPENPROJECT_URL = "", OPENPROJECT_API_KEY = "" } = process.env;
    const client = new OpenProjectClient({ baseUrl: OPENPROJECT_URL, apiKey: OPENPROJECT_API_KEY });
    return { client, identifier, [Symbol.asyncDispose]: () => client.close() };
  }
  const servers = await startMockServers({ services: ["openproject"] });
  const { url, apiKey } = servers.openproject;
  const client = new OpenProjectClient({ baseUrl: url, apiKey });
  return { client, identifier, [Symbol.asyncDispose]: () => servers.close() };
}
