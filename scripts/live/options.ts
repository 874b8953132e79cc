import { parseArgs } from "node:util";
import { UsageError } from "../terminal/usage-error.js";

/** What all scripts for live servers can be told. */
export interface LiveOptions {
  readonly json: boolean;
  readonly help: boolean;
}

export const optionsHelp = `  --json   print the result as JSON, and nothing else on standard output; npm is silent with npm run --silent
  --help   show this`;

/** Reads the command line. @throws UsageError */
export function parseLiveOptions(args: readonly string[]): LiveOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { json: { type: "boolean" }, help: { type: "boolean", short: "h" } },
    });
    return { json: values.json ?? false, help: values.help ?? false };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
