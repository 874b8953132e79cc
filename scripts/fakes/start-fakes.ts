import { environmentOf, type MockServers, startMockServers } from "@platformq/testing";

/** Three servers on this machine, and the variables that lead to them. */
export type Fakes = MockServers & { readonly env: Readonly<Record<string, string>> };

/** More than anybody reaches here: what is shown then is what a call costs, not a wait before it. */
const UNLIMITED = "1000";

/** Starts the three fakes; nothing leaves this machine. Who sets rates of their own keeps them. */
export async function startFakes(): Promise<Fakes> {
  const { NEXTCLOUD_RATE_LIMIT, ZULIP_RATE_LIMIT, OPENPROJECT_RATE_LIMIT } = process.env;
  const servers = await startMockServers({ zulip: { channels: ["general"] } });
  const env = {
    ...environmentOf(servers),
    NEXTCLOUD_RATE_LIMIT: NEXTCLOUD_RATE_LIMIT ?? UNLIMITED,
    ZULIP_RATE_LIMIT: ZULIP_RATE_LIMIT ?? UNLIMITED,
    OPENPROJECT_RATE_LIMIT: OPENPROJECT_RATE_LIMIT ?? UNLIMITED,
  };
  return { ...servers, env };
}
