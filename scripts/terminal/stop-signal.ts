import { constants } from "node:os";

/** The ways to end a program before it is done. */
type StopSignal = "SIGINT" | "SIGTERM" | "SIGPIPE";

const SLOW_MS = 1_000;

/** Tells why a program was ended before it was done. */
export class Stopped extends Error {
  /** What a shell says of a program that the signal killed. */
  readonly exitCode: number;

  constructor(readonly by: StopSignal) {
    super("Interrupted");
    this.exitCode = 128 + constants.signals[by];
  }
}

/** Makes a signal that aborts on Ctrl+C, on SIGTERM, and when nobody reads the output any more, as after `| head`. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = (by: StopSignal): void => controller.abort(new Stopped(by));
  for (const by of ["SIGINT", "SIGTERM"] as const) {
    // Only once: who presses Ctrl+C again does not want to wait.
    process.once(by, () => {
      stop(by);
      setTimeout(tellToWait, SLOW_MS).unref();
    });
  }
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      stop("SIGPIPE");
    });
  }
  return controller.signal;
}

function tellToWait(): void {
  process.stderr.write("Ending as soon as what is under way has ended; Ctrl+C ends at once.\n");
}
