import { ConfigurationError } from "@platformq/resilience";
import { describeError } from "../terminal/describe-error.js";
import { Terminal } from "../terminal/terminal.js";
import { UsageError } from "../terminal/usage-error.js";
import { type LiveOptions, parseLiveOptions } from "./options.js";

const FAILED = 1;
const WRONG_USE = 2;

/** Runs a script for live servers: reads its arguments, shows its help, and sets the exit code. */
export async function runScript(
  help: string,
  main: (terminal: Terminal, options: LiveOptions) => Promise<number>,
): Promise<void> {
  try {
    const options = parseLiveOptions(process.argv.slice(2));
    // With --json standard output is for the machine; people read the progress on standard error.
    const terminal = new Terminal(options.json ? process.stderr : process.stdout);
    if (options.help) process.stdout.write(help);
    else process.exitCode = await main(terminal, options);
  } catch (error) {
    process.stderr.write(`${describeError(error)}\n`);
    const isWrongUse = error instanceof UsageError || error instanceof ConfigurationError;
    process.exitCode = isWrongUse ? WRONG_USE : FAILED;
  }
}
