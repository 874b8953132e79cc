import type { Clients, ServiceName } from "@platformq/config";
import { ForbiddenError, isPlatformError } from "@platformq/resilience";
import { describeError } from "../terminal/describe-error.js";
import type { Verdict } from "./finding.js";

const newCredential: Readonly<Record<ServiceName, string>> = {
  nextcloud:
    "Make an app password under Settings → Security, and check that the user name is the one to log in with.",
  zulip:
    "Get the key under Settings → Account & privacy → API key, or from the bot's zuliprc; it belongs to one address.",
  openproject: "Make an API token under Account settings → Access tokens; the user name is always apikey.",
};

/** Signs in, and tells who that is and what the server is. */
export async function signIn<S extends ServiceName>(service: S, client: Clients[S]): Promise<Verdict> {
  try {
    const { account, version } = await client.testConnection();
    const server = version === undefined ? "a version it tells administrators only" : `version ${version}`;
    return { state: "ok", note: `${account}, on ${server}` };
  } catch (error) {
    return { state: "failed", note: describeError(error), remedy: remedyFor(service, error) };
  }
}

function remedyFor(service: ServiceName, error: unknown): string {
  const code = isPlatformError(error) ? error.code : "";
  const status = error instanceof Error && "status" in error ? error.status : undefined;
  if (code === "ANONYMOUS") return "Have the proxy in front of the server hand on the header Authorization.";
  if (status === 401) return newCredential[service];
  if (status === 403) return "Have the account unlocked, or its login from this address allowed.";
  if (status === 404)
    return "There is another server at this address: check the variable, and the folder in it.";
  if (status === 503)
    return "Wait until the server is out of maintenance, or end it: `occ maintenance:mode --off`.";
  if (code === "UNSUPPORTED_VERSION") return "Update the server.";
  return "Look at the server's log for the time of this run.";
}

/** Asks whether the account may do what set-up and provisioning need: for that it has to be an administrator. */
export const permissionsOf: { readonly [S in ServiceName]: (client: Clients[S]) => Promise<Verdict> } = {
  nextcloud: (client) =>
    administrator(async () => {
      await client.users.listIds({ limit: 1 });
      return true;
    }, "Add the account to the group admin, or create people and groups elsewhere."),
  zulip: (client) =>
    administrator(
      async () => (await client.users.me()).is_admin,
      "Give the account the role of an administrator, or create people elsewhere.",
    ),
  openproject: (client) =>
    administrator(
      async () => (await client.users.me()).admin === true,
      "Tick Administrator in the account, or create projects and people elsewhere.",
    ),
};

async function administrator(isAdministrator: () => Promise<boolean>, remedy: string): Promise<Verdict> {
  try {
    if (await isAdministrator()) return { state: "ok", note: "an administrator" };
  } catch (error) {
    if (!(error instanceof ForbiddenError)) return { state: "failed", note: describeError(error), remedy };
  }
  return { state: "warning", note: "no administrator: cannot create people", remedy };
}
