// Tries a live Zulip out: every area of what the client can do, in a place of its own that is taken away again.
import { createPlatform, loadConfig } from "@platformq/config";
import { optionsHelp } from "./live/options.js";
import { runScript } from "./live/run-script.js";
import { tryService } from "./live/try-service.js";
import { describeZulip, zulipChecks } from "./live/zulip-checks.js";

const help = `Tries a live Zulip out, area by area: channels, messages, events, files and more.
Takes away what it created, and touches nothing else; the channel stays in the archive, as channels do.

  npm run test:zulip -- [options]

${optionsHelp}

The environment or .env must set ZULIP_SITE, ZULIP_EMAIL and ZULIP_API_KEY.

Exit code: 0 when everything that could be tried works, 1 when something failed or could not be taken away, 2 for wrong
arguments or configuration. What the account may not do (denied) or the server goes without (absent) is no failure.
`;

await runScript(help, async (terminal, options) => {
  await using platform = createPlatform(loadConfig({ services: ["zulip"] }));
  return await tryService(
    { title: "Zulip", client: platform.zulip, checks: zulipChecks, describe: describeZulip },
    terminal,
    options,
  );
});
