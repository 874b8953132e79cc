import type { Clients } from "../clients.js";
import { deprovisionUser, type Leaving } from "./deprovision-user.js";
import { eachRow } from "./each-row.js";
import type { RowsContext, RowsEnd } from "./provision-rows.js";
import type { RunEnd, RunSink } from "./provisioning-run.js";
import type { UserClients } from "./user-clients.js";
import type { Reason } from "./user-result.js";

/** Who is to go, and how. */
export interface Departures {
  readonly clients: Clients;
  readonly userClients: UserClients;
  /** Only its members go. */
  readonly managedGroup: string;
  readonly leaving: Omit<Leaving, "request" | "patience">;
}

/** Lets go those of the managed group who are not on the list; nobody unless the list is beyond doubt. */
export async function dismissOthers(
  { clients, userClients, managedGroup, leaving }: Departures,
  { count, unreadable, seen }: RowsEnd,
  { pace, patience, clock }: RowsContext,
  sink: RunSink,
): Promise<Pick<RunEnd, "notDeactivated">> {
  const reason = doubtsAbout(count, unreadable);
  if (reason !== undefined) return { notDeactivated: reason };
  const request = { signal: pace.signal };
  const { users, groups } = clients.nextcloud;
  const others = await patience.through(async () => {
    const { id: own } = await users.me(request);
    const administrators = new Set(await groups.memberIds("admin", request));
    const members = await groups.memberIds(managedGroup, request);
    return members.filter((id) => !seen.hasLogin(id) && id !== own && !administrators.has(id));
  });
  const how = { ...leaving, patience, request };
  await eachRow(others, pace, clock, async (login) => {
    const outcome = await deprovisionUser(clients, userClients, { login }, how).catch((error: unknown) => {
      if (!pace.signal?.aborted) throw error;
    });
    // Those who left before are no news.
    if (outcome && outcome.state !== "skipped") await sink.user({ row: 0, login, ...outcome });
  });
  return {};
}

function doubtsAbout(count: number, unreadable: number): Reason | undefined {
  if (count === 0) return { code: "EMPTY_LIST", message: "the list is empty" };
  if (unreadable === 0) return undefined;
  const message = `${unreadable} rows could not be read, so that nobody knows whose they are`;
  return { code: "UNREADABLE_ROWS", message };
}
