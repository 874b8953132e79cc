// Tries a live OpenProject out: every area of what the client can do, in a place of its own that is taken away again.
import { createPlatform, loadConfig } from "@platformq/config";
import { describeOpenProject, openprojectChecks } from "./live/openproject-checks.js";
import { optionsHelp } from "./live/options.js";
import { runScript } from "./live/run-script.js";
import { tryService } from "./live/try-service.js";

const help = `Tries a live OpenProject out, area by area: projects, work packages, time and more.
Takes away what it created, and touches nothing else.

  npm run test:openproject -- [options]

${optionsHelp}

The environment or .env must set OPENPROJECT_URL and OPENPROJECT_API_KEY.

Exit code: 0 when everything that could be tried works, 1 when something failed or could not be taken away, 2 for wrong
arguments or configuration. What the account may not do (denied) or the server goes without (absent) is no failure.
`;

await runScript(help, async (terminal, options) => {
  await using platform = createPlatform(loadConfig({ services: ["openproject"] }));
  return await tryService(
    {
      title: "OpenProject",
      client: platform.openproject,
      checks: openprojectChecks,
      describe: describeOpenProject,
    },
    terminal,
    options,
  );
});
