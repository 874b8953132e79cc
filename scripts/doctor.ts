// Says what is wrong between here and the three servers, and how to mend it.
import type { ServiceName } from "@platformq/config";
import { examine } from "./doctor/examine.js";
import type { Finding } from "./doctor/finding.js";
import { optionsHelp } from "./live/options.js";
import { runScript } from "./live/run-script.js";

const help = `Looks at each of the three servers from the outside in: configuration, name, connection and certificate, clock,
account and version, permissions. Says what is wrong and how to mend it; changes nothing.

  npm run doctor -- [options]
  npm run --silent doctor -- --json

${optionsHelp}

Exit code: 0 when all three can be used, 1 when one cannot, 2 for wrong arguments.
`;

const titles: Readonly<Record<ServiceName, string>> = {
  nextcloud: "Nextcloud",
  zulip: "Zulip",
  openproject: "OpenProject",
};
const services: readonly ServiceName[] = ["nextcloud", "zulip", "openproject"];

await runScript(help, async (terminal, { json }) => {
  const findings: Finding[] = [];
  const colours = { ok: terminal.green, warning: terminal.yellow, failed: terminal.red };
  for (const service of services) {
    terminal.line(terminal.bold(titles[service]));
    terminal.live("  …");
    for await (const finding of examine(service)) {
      const { what, state, note, remedy } = finding;
      findings.push(finding);
      terminal.line(`  ${colours[state](state.padEnd(8))} ${what.padEnd(14)} ${note}`);
      if (remedy !== undefined) terminal.line(`${" ".repeat(26)}→ ${remedy}`);
    }
    terminal.live("");
  }
  const count = (wanted: Finding["state"]): number => findings.filter(({ state }) => state === wanted).length;
  const [failed, warnings] = [count("failed"), count("warning")];
  terminal.line(`\n${findings.length} things looked at: ${failed} failed, ${warnings} to think about.`);
  if (json) process.stdout.write(`${JSON.stringify({ ok: failed === 0, findings }, null, 2)}\n`);
  return failed === 0 ? 0 : 1;
});
