// Runs one job in a process of its own, and tells the best time of its rounds and the peak of its memory.
import { jobs, type Workplace } from "./jobs.js";

/** What the process is told to do. */
export interface Order {
  readonly name: string;
  readonly rounds: number;
  readonly at: Workplace;
}

/** What came of it. */
export interface Measured {
  readonly milliseconds: number;
  /** Of the processor, for all rounds. */
  readonly cpuMilliseconds: number;
  readonly peakBytes: number;
}

process.once("message", ({ name, rounds, at }: Order) => {
  run(name, rounds, at).then(
    (measured) => process.send?.(measured, () => process.exit()),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function run(name: string, rounds: number, at: Workplace): Promise<Measured> {
  const job = await jobs[name]?.(at);
  if (job === undefined) throw new Error(`no job '${name}'`);
  const times: number[] = [];
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    await job();
    times.push(performance.now() - begun);
  }
  const { user, system } = process.cpuUsage(before);
  return {
    milliseconds: Math.min(...times),
    cpuMilliseconds: (user + system) / 1000,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
}
