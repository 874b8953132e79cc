import { parseArgs } from "node:util";
import { UsageError } from "../../scripts/terminal/usage-error.js";

export interface MonitorOptions {
  readonly demo: boolean;
  readonly port: number;
  readonly host: string;
  /** How often the services are asked how they are. */
  readonly everyMs: number;
  readonly help: boolean;
}

export const usage = `Shows what happens on the three servers, live, in a web page, until Ctrl+C ends it.

  npm run monitor -- --demo
  npm run monitor -- [options]

  --demo            use embedded servers on which there is always something going on
  --port NUMBER     where the page is                                    (default: 8080)
  --host ADDRESS    who can see it: 127.0.0.1 is this machine alone      (default: 127.0.0.1)
  --every SECONDS   how often the servers are asked how they are         (default: 20)
  --help            show this

Without --demo it needs the variables of the three servers, from the environment or .env, and for each platform that
sends webhooks its secret: NEXTCLOUD_WEBHOOK_SECRET, ZULIP_WEBHOOK_TOKEN, OPENPROJECT_WEBHOOK_SECRET. Zulip's events come
without one.
`;

/** Reads the command line. @throws UsageError */
export function parseOptions(args: readonly string[]): MonitorOptions {
  const { demo, host, port, every, help } = parse(args);
  return { demo, host, help, port: numberOf("--port", port), everyMs: numberOf("--every", every) * 1000 };
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        demo: { type: "boolean", default: false },
        port: { type: "string", default: "8080" },
        host: { type: "string", default: "127.0.0.1" },
        every: { type: "string", default: "20" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function numberOf(option: string, text: string): number {
  const number = Number(text);
  if (text.trim() === "" || !(number >= 0)) throw new UsageError(`${option} ${text} is not a number`);
  return number;
}
