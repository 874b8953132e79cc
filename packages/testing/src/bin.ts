import { parseArgs } from "node:util";
import { environmentOf } from "./environment-of.js";
import type { ServiceName } from "./fake.js";
import { startMockServers } from "./start-mock-servers.js";

const HELP = `Usage: platformq-mock-servers [nextcloud|zulip|openproject]... [options]

Serves fakes of the named services, or of all three, on 127.0.0.1 until it is interrupted,
and prints where they are and how to log in as variables to paste into a shell.

Options:
  --port <number>  Port of the first server; the others get the following ones. Default: free ones
  --json           Print the variables as JSON
  --help           Print this text
`;

const SERVICES: readonly ServiceName[] = ["nextcloud", "zulip", "openproject"];

interface Command {
  readonly services: readonly ServiceName[];
  readonly port: number | undefined;
  readonly isJson: boolean;
  readonly isHelp: boolean;
}

/** @throws Error that says what is wrong with the arguments */
function readCommand(args: string[]): Command {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { port: { type: "string" }, json: { type: "boolean" }, help: { type: "boolean" } },
  });
  const unknown = positionals.find((name) => !SERVICES.some((service) => service === name));
  if (unknown !== undefined) {
    throw new Error(`Unknown service '${unknown}'. Known are ${SERVICES.join(", ")}.`);
  }
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new Error(`'${values.port}' is not a port.`);
  }
  const named = SERVICES.filter((service) => positionals.includes(service));
  return {
    services: named.length > 0 ? named : SERVICES,
    port,
    isJson: values.json ?? false,
    isHelp: values.help ?? false,
  };
}

function assignments(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => `export ${name}='${value}'\n`)
    .join("");
}

async function serve({ services, port, isJson }: Command): Promise<void> {
  const settings = (service: ServiceName) => (port ? { port: port + services.indexOf(service) } : {});
  const servers = await startMockServers({
    services,
    nextcloud: settings("nextcloud"),
    // What the examples of the documentation post to.
    zulip: { ...settings("zulip"), channels: ["general"] },
    openproject: settings("openproject"),
  });
  const values = environmentOf(servers);
  process.stdout.write(isJson ? `${JSON.stringify(values)}\n` : assignments(values));
  const stop = () => void servers.close();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

function fail(error: unknown, exitCode: number): void {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`platformq-mock-servers: ${message}\n`);
  process.exitCode = exitCode;
}

try {
  const command = readCommand(process.argv.slice(2));
  if (command.isHelp) process.stdout.write(HELP);
  else serve(command).catch((error: unknown) => fail(error, 1));
} catch (error) {
  fail(error, 2);
}
