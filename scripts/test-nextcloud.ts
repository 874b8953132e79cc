// Tries a live Nextcloud out: every area of what the client can do, in a place of its own that is taken away again.
import { createPlatform, loadConfig } from "@platformq/config";
import { describeNextcloud, nextcloudChecks } from "./live/nextcloud-checks.js";
import { optionsHelp } from "./live/options.js";
import { runScript } from "./live/run-script.js";
import { tryService } from "./live/try-service.js";

const help = `Tries a live Nextcloud out, area by area: files, tags, trash, shares, users and more.
Takes away what it created, and touches nothing else.

  npm run test:nextcloud -- [options]

${optionsHelp}

The environment or .env must set NEXTCLOUD_URL, NEXTCLOUD_ADMIN_USER and NEXTCLOUD_ADMIN_PASS.

Exit code: 0 when everything that could be tried works, 1 when something failed or could not be taken away, 2 for wrong
arguments or configuration. What the account may not do (denied) or the server goes without (absent) is no failure.
`;

await runScript(help, async (terminal, options) => {
  await using platform = createPlatform(loadConfig({ services: ["nextcloud"] }));
  return await tryService(
    {
      title: "Nextcloud",
      client: platform.nextcloud,
      checks: nextcloudChecks,
      describe: describeNextcloud,
    },
    terminal,
    options,
  );
});
