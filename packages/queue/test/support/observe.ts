import type { DeadJob, Job, JobEventMap, JobQueue } from "../../src/index.js";

/** Runs the jobs of a name and collects them. */
export function jobsOf(queue: JobQueue, name = "job"): Job[] {
  const jobs: Job[] = [];
  queue.process(name, (job) => void jobs.push(job));
  return jobs;
}

/** Collects the events of a type. */
export function eventsOf<Type extends keyof JobEventMap>(queue: JobQueue, type: Type): JobEventMap[Type][] {
  const events: JobEventMap[Type][] = [];
  queue.events.on(type, (event) => events.push(event));
  return events;
}

/** Collects the dead jobs, those of one name or all. */
export async function deadOf(queue: JobQueue, name?: string): Promise<DeadJob[]> {
  const dead: DeadJob[] = [];
  for await (const job of queue.dead.list({ name })) dead.push(job);
  return dead;
}
