import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runProgram } from "../../scripts/terminal/run-program.js";
import { UsageError } from "../../scripts/terminal/usage-error.js";
import { useFakes } from "./use-fakes.js";

export { UsageError };

/** What an example is given to run. */
export interface ExampleRun {
  /** The command line without its options. */
  readonly args: readonly string[];
  /** Aborts on Ctrl+C. */
  readonly signal: AbortSignal;
  /** Where it keeps what another run goes on with; with `--fakes` it ends as they do. */
  readonly folder: string;
}

const optionsHelp = `
  --fakes     use embedded servers, which last as long as the example does, instead of those of the environment or .env
  --verbose   show where an error comes from
  --help      show this
`;

/** What an example says of itself. */
interface ExampleWords {
  /** What it does, and how it is called. */
  readonly usage: string;
  /** What the same command does after Ctrl+C. @default "the same command begins anew" */
  readonly interrupted?: string;
}

/** Where it remembers how far it came. */
export const GOES_ON = "the same command goes on where this one stopped";

/** Runs an example: reads its arguments, starts fakes where they are wanted, and says what went wrong. */
export async function runExample(
  { usage, interrupted = "the same command begins anew" }: ExampleWords,
  main: (run: ExampleRun) => Promise<number>,
): Promise<void> {
  const given = process.argv.slice(2);
  const isOnFakes = given.includes("--fakes");
  const words = {
    usage: `\n${usage}${optionsHelp}`,
    configuration:
      "docs/getting-started.md says where the values come from; with --fakes it runs without servers of yours.",
    interrupted: isOnFakes
      ? "Interrupted; the embedded servers are gone, and what was on them."
      : `Interrupted; ${interrupted}.`,
    verbose: given.includes("--verbose"),
  };
  await runProgram(words, async (signal) => {
    const { args, fakes, help } = readArguments(given);
    if (help) {
      process.stdout.write(`${usage}${optionsHelp}`);
      return 0;
    }
    if (!fakes) return main({ args, signal, folder: ".platformq" });
    await using _servers = await useFakes();
    const folder = await mkdtemp(join(tmpdir(), "platformq-example-"));
    try {
      return await main({ args, signal, folder });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

function readArguments(given: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...given],
      allowPositionals: true,
      options: {
        fakes: { type: "boolean", default: false },
        verbose: { type: "boolean" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    return { ...values, args: positionals };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
