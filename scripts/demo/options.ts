import { parseArgs } from "node:util";
import type { Person } from "@platformq/orchestration";
import { UsageError } from "../terminal/usage-error.js";

export interface DemoOptions {
  name: string;
  members: Person[];
  json: boolean;
  live: boolean;
  help: boolean;
}

export const usage = `Sets up a collaborative project on Nextcloud, OpenProject and Zulip: folders shared with every
member, a project they belong to, a channel they are subscribed to, and a welcome message with links.

  npm run demo -- [options]

  --name NAME           name of the project                      (default: "Apollo Launch")
  --member LOGIN:EMAIL  a member; may be given several times     (default: anna, ben and chloe)
  --json                print the result as JSON, and nothing else on standard output; npm is silent with
                        npm run --silent demo -- --json
  --live                use the servers of the environment or .env instead of embedded ones
  --help                show this

Without --live three fake servers run on this machine for as long as the demo does.
With --live these must be set: NEXTCLOUD_URL, NEXTCLOUD_ADMIN_USER, NEXTCLOUD_ADMIN_PASS, ZULIP_SITE, ZULIP_EMAIL,
ZULIP_API_KEY, OPENPROJECT_URL, OPENPROJECT_API_KEY, and the members must be named.

Exit code: 0 when everything read back is as wanted, 1 when something differs or failed, 2 for wrong arguments
or configuration, 130 after Ctrl+C.
`;

const demoMembers: Person[] = [
  { login: "anna", email: "anna@example.com" },
  { login: "ben", email: "ben@example.com" },
  { login: "chloe", email: "chloe@example.com" },
];

/** Reads the command line. @throws UsageError */
export function parseOptions(args: readonly string[]): DemoOptions {
  const { values } = parse(args);
  const { name = "Apollo Launch", member = [], json = false, live = false, help = false } = values;
  if (name.trim() === "") throw new UsageError("--name needs a name");
  if (live && member.length === 0 && !help) {
    throw new UsageError(
      "--live needs at least one --member LOGIN:EMAIL: nobody is added to a real project by default",
    );
  }
  const members = member.length > 0 ? member.map(parseMember) : demoMembers;
  return { name, members, json, live, help };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        name: { type: "string" },
        member: { type: "string", multiple: true },
        json: { type: "boolean" },
        live: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function parseMember(text: string): Person {
  const colon = text.indexOf(":");
  const [login, email] = [text.slice(0, colon), text.slice(colon + 1)];
  if (colon < 1 || !email.includes("@")) {
    throw new UsageError(`--member ${JSON.stringify(text)} is not of the form LOGIN:EMAIL`);
  }
  return { login, email };
}
