// The main job in one command: sets a project up on three platforms, reads it back, and does it again to show that
// nothing changes.
import { createPlatform, loadConfig, type Platform, type PlatformHealth } from "@platformq/config";
import {
  PlanBlockedError,
  type ProjectReport,
  type ProjectStatus,
  ProjectsService,
} from "@platformq/orchestration";
import { startFakes } from "../fakes/start-fakes.js";
import { describeError } from "../terminal/describe-error.js";
import { runProgram } from "../terminal/run-program.js";
import { drawTable } from "../terminal/table.js";
import { Terminal } from "../terminal/terminal.js";
import { type DemoOptions, parseOptions, usage } from "./options.js";
import { blockedJson, resultJson, unreachableJson } from "./print-json.js";
import { Progress } from "./progress.js";

const OK = 0;
const DIFFERS = 1;

const words = {
  usage: "Try: npm run demo -- --help",
  configuration: "Without --live the demo needs none of them.",
  interrupted: "\nInterrupted; run the same command again: what is there is found, not created twice.",
};

async function main(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions(args);
  if (options.help) {
    process.stdout.write(usage);
    return OK;
  }
  // With --json standard output is for the machine; people read the progress on standard error.
  const terminal = new Terminal(options.json ? process.stderr : process.stdout);
  if (options.live) {
    await using platform = createPlatform(loadConfig(), { userAgent: "PlatformQ-Demo/0.1.0" });
    return await run(options, platform, terminal, signal);
  }
  await using servers = await startFakes();
  terminal.line(`Three embedded servers are running on this machine; nothing leaves it.`);
  await using platform = createPlatform(loadConfig({ env: servers.env, envFile: false }));
  return await run(options, platform, terminal, signal);
}

async function run(
  options: DemoOptions,
  platform: Platform,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const printJson = (value: object): void => {
    if (options.json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  };
  const health = await platform.checkHealth();
  showHealth(terminal, health);
  if (!health.ok) {
    terminal.line("\nNothing was created.");
    printJson(unreachableJson(health));
    return DIFFERS;
  }

  signal.throwIfAborted();
  const { name, members } = options;
  const spec = { name, members };
  const projects = new ProjectsService(platform);
  const apply = async (): Promise<ProjectReport> => {
    const run = projects.apply(spec, { signal });
    const progress = new Progress(terminal);
    try {
      for await (const event of run) progress.show(event);
      return await run.result;
    } finally {
      progress.end();
    }
  };
  terminal.line(
    `\n${terminal.bold(`Setting up “${name}”`)} with ${members.map(({ login }) => login).join(", ")}`,
  );
  try {
    const setup = await apply();

    terminal.line(`\n${terminal.bold("Reading everything back")}`);
    const status = await projects.status(spec);
    showStatus(terminal, status);
    signal.throwIfAborted();

    terminal.line(`\n${terminal.bold("Applying it again")}, which must change nothing`);
    const again = await apply();
    terminal.line(
      again.changed ? terminal.red("  Something changed.") : terminal.green("  Nothing changed."),
    );

    terminal.line(`\n${resultTable(setup)}`);
    const asWanted = status.drift.length === 0 && status.obstacles.length === 0;
    const ok = setup.status === "complete" && asWanted && !again.changed;
    printJson(resultJson({ ok, setup, status, again }));
    return ok ? OK : DIFFERS;
  } catch (error) {
    if (!(error instanceof PlanBlockedError)) throw error;
    showObstacles(terminal, error);
    printJson(blockedJson(error));
    return DIFFERS;
  }
}

/** Says which service can be used, and which cannot and why. */
function showHealth(terminal: Terminal, { nextcloud, zulip, openproject }: PlatformHealth): void {
  for (const [name, service] of Object.entries({
    Nextcloud: nextcloud,
    Zulip: zulip,
    OpenProject: openproject,
  })) {
    if (service.ok) {
      const label = service.version === undefined ? name : `${name} ${service.version}`;
      terminal.line(`  ${terminal.green("ready")}    ${label.padEnd(20)} as ${service.account}`);
    } else {
      terminal.line(`  ${terminal.red("failed")}   ${describeError(service.error)}`);
    }
  }
}

/** Says what stood in the way, so that nothing was done. */
function showObstacles(terminal: Terminal, { obstacles }: PlanBlockedError): void {
  for (const { platform, title, error } of obstacles) {
    terminal.line(`  ${terminal.red("blocked")}  ${platform.padEnd(12)} ${title}: ${error.message}`);
  }
  terminal.line("\nNothing was created.");
}

function showStatus(terminal: Terminal, { checked, drift, obstacles }: ProjectStatus): void {
  if (drift.length === 0 && obstacles.length === 0) {
    terminal.line(terminal.green(`  All ${checked} things are as wanted.`));
    return;
  }
  const differs = (platform: string, text: string): void =>
    terminal.line(`  ${terminal.red("differs")}  ${platform.padEnd(12)} ${text}`);
  for (const { platform, title, action, differences } of drift) {
    if (action === "create") differs(platform, `${title} is missing`);
    for (const { field, expected, actual } of differences) {
      differs(platform, `${title}: ${field} should be ${expected} and is ${actual}`);
    }
  }
  for (const { platform, title, error } of obstacles) differs(platform, `${title}: ${error.message}`);
}

function resultTable({ urls, steps }: ProjectReport): string {
  const count = (platform: string): string => {
    const own = steps.filter((step) => step.platform === platform);
    const good = own.filter(({ state }) => state !== "failed" && state !== "skipped");
    return `${good.length} of ${own.length}`;
  };
  return drawTable(
    ["Platform", "What", "Steps", "URL"],
    [
      ["Nextcloud", "folder", count("nextcloud"), urls.folder ?? "not created"],
      ["OpenProject", "project", count("openproject"), urls.project ?? "not created"],
      ["Zulip", "channel", count("zulip"), urls.channel ?? "not created"],
    ],
  );
}

await runProgram(words, (signal) => main(process.argv.slice(2), signal));
