import type { Job as BullJob, Queue } from "bullmq";
import type { Redis } from "ioredis";
import type { DeadJob } from "../job-queue.js";
import type { Envelope } from "./envelope.js";

const PAGE = 100;

/**
 * Lists the dead jobs that a BullMQ queue has now, oldest first. BullMQ's own pages are counted from the first, so they
 * skip jobs when others leave in between. These end with a time of death, and all who died at it are in them.
 */
export async function* deadPages(redis: Redis, queue: Queue<Envelope, void>): AsyncGenerator<DeadJob[]> {
  const key = queue.toKey("failed");
  const [, newest] = await redis.zrange(key, -1, -1, "WITHSCORES");
  if (newest === undefined) return;
  let start = "-inf";
  for (;;) {
    const last = await redis.zrangebyscore(key, start, newest, "WITHSCORES", "LIMIT", PAGE - 1, 1);
    const end: string = last[1] ?? newest;
    const ids = await redis.zrangebyscore(key, start, end);
    const jobs = await Promise.all(ids.map((id) => queue.getJob(id)));
    yield jobs.filter((job) => job !== undefined).map(deadJob);
    if (end === newest) return;
    start = `(${end}`;
  }
}

/** Lets a dead job run again with all its attempts. */
export async function replay(job: BullJob<Envelope>): Promise<void> {
  await job.updateData({ ...job.data, spared: 0 });
  await job.retry("failed", { resetAttemptsMade: true, resetAttemptsStarted: true });
}

function deadJob(job: BullJob<Envelope>): DeadJob {
  const { id, data, spared } = job.data;
  return {
    id,
    name: job.name,
    data,
    attempts: job.attemptsStarted - spared,
    enqueuedAt: new Date(job.timestamp),
    diedAt: new Date(job.finishedOn ?? job.timestamp),
    reason: job.failedReason,
  };
}
