import type { Clock, Timer } from "./clock.js";

/** A worker, as far as its end goes. */
interface Drainable {
  /** Takes no more jobs; resolves when the running ones have ended. */
  stop(): Promise<void>;
  /** Lets the running jobs run again elsewhere. */
  giveBack(): Promise<void>;
}

/** Stops workers and waits for the jobs they run; what takes longer than `timeoutMs` goes back into the queue. */
export async function drain(
  workers: readonly Drainable[],
  timeoutMs: number,
  clock: Pick<Clock, "setTimeout">,
): Promise<void> {
  const drained = Promise.all(workers.map((worker) => worker.stop()));
  let timer: Timer | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = clock.setTimeout(() => resolve("late"), timeoutMs);
  });
  try {
    if ((await Promise.race([drained, late])) !== "late") return;
    await Promise.all(workers.map((worker) => worker.giveBack()));
  } finally {
    timer?.clear();
  }
}
