import { bullQueue } from "../../src/bullmq.js";
import type { JobQueue } from "../../src/index.js";
import { lmdbQueue } from "../../src/lmdb.js";

/** Where a durable queue is, in words that another process understands. */
export type Place = { path: string } | { connection: string; prefix: string };

/** Opens a queue whose leases run out fast. */
export function openQueue(place: Place): JobQueue<{ job: number }> {
  return "path" in place
    ? lmdbQueue({ ...place, leaseMs: 300, pollMs: 50 })
    : bullQueue({ ...place, leaseMs: 500 });
}
