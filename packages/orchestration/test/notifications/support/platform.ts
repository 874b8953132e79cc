import { type ManualClock, startMockServers } from "@platformq/testing";
import { addressOf, connect } from "../../support/platform.js";

/** Starts the fakes in the time of a clock, and clients that retry nothing. */
export async function startPlatform(clock: ManualClock) {
  const servers = await startMockServers({ clock });
  return { servers, clients: connect(addressOf(servers), { retry: { maxRetries: 0 } }) };
}
