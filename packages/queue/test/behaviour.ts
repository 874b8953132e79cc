import { afterEach } from "vitest";
import type { JobQueue, KeepIds } from "../src/index.js";
import { accepting } from "./behaviour/accepting.js";
import { closing } from "./behaviour/closing.js";
import { failing } from "./behaviour/failing.js";
import { running } from "./behaviour/running.js";

/** A queue under test, and the time it lives in. */
export interface Subject {
  readonly queue: JobQueue;
  /** Lets time pass. */
  pass(ms: number): Promise<void>;
  /** Opens what was closed once more; a queue that forgets everything has none. */
  reopen?(): JobQueue;
}

/** What a queue under test is opened with. */
export interface SubjectOptions {
  readonly keepIds?: KeepIds;
}

/** What every job queue does, whatever it keeps its jobs in. */
export function behavesLikeAJobQueue(open: (options: SubjectOptions) => Subject): void {
  const opened: JobQueue[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((queue) => queue.close({ timeoutMs: 0 })));
  });
  const keep = (queue: JobQueue): JobQueue => {
    opened.push(queue);
    return queue;
  };
  const subject = (options: SubjectOptions = {}): Subject => {
    const { queue, pass, reopen } = open(options);
    return { queue: keep(queue), pass, ...(reopen && { reopen: () => keep(reopen()) }) };
  };
  accepting(subject);
  running(subject);
  failing(subject);
  closing(subject);
}
