import { createPlatform, loadConfig, type Platform } from "@platformq/config";
import { optionsHelp } from "./options.js";
import { runScript } from "./run-script.js";
import { type ServiceTrial, tryService } from "./try-service.js";

/** A script that tries one live service out. */
export interface LiveScript<Client> extends Omit<ServiceTrial<Client>, "client"> {
  readonly service: "nextcloud" | "zulip" | "openproject";
  /** What is tried, for the help. */
  readonly areas: string;
  /** What is left behind, for the help. @default nothing */
  readonly leftover?: string;
  /** What the environment has to set. */
  readonly variables: string;
  client(platform: Platform): ServiceTrial<Client>["client"];
}

/** Runs it: the service's parts differ, the rest is the same for all. */
export async function runLiveScript<Client>(script: LiveScript<Client>): Promise<void> {
  const { service, title, areas, leftover, variables } = script;
  const help = `Tries a live ${title} out, area by area: ${areas} and more.
Takes away what it created, and touches nothing else${leftover ? `; ${leftover}` : ""}.

  npm run test:${service} -- [options]

${optionsHelp}

The environment or .env must set ${variables}.

Exit code: 0 when everything that could be tried works, 1 when something failed or could not be taken away, 2 for wrong
arguments or configuration. What the account may not do (denied) or the server goes without (absent) is no failure.
`;
  await runScript(help, async (terminal, options) => {
    await using platform = createPlatform(loadConfig({ services: [service] }));
    return await tryService({ ...script, client: script.client(platform) }, terminal, options);
  });
}
