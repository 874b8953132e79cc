import {
  AbortError,
  type Clock,
  DeadlineExceededError,
  PlatformError,
  path,
  type RequestOptions,
} from "@platformq/resilience";
import { JobStatus } from "../schemas/job-status.js";
import type { OpenProjectTransport } from "../transport.js";

/** How to wait for a job. */
export interface WaitForJob {
  /** The first pause between two questions, in milliseconds; later ones grow to ten times that. @default 500 */
  pollMs?: number | undefined;
  /** How long to wait in all, in milliseconds. @default 600_000 */
  timeoutMs?: number | undefined;
}

/** The server gave a job up; {@link job} says why. */
export class JobFailedError extends PlatformError {
  static override readonly kind: string = "JobFailedError";
  readonly job: JobStatus;

  constructor(job: JobStatus) {
    const why = job.payload?.errors?.join(" ") || job.message;
    super(`The job ${job.jobId} ended with ${job.status}${why ? `: ${why}` : ""}`, "JOB_FAILED", {
      service: "openproject",
      outcome: "rejected",
    });
    this.job = job;
  }
}

const RUNNING = new Set(["in_queue", "in_process"]);
const GROWTH = 1.5;
const SLOWEST = 10;

/** What the server does in the background: copies of projects, backups, exports. */
export class JobStatusesResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Asks once how a job is doing. @throws NotFoundError */
  get(jobId: string, options?: RequestOptions): Promise<JobStatus> {
    return this.transport.get(path`job_statuses/${jobId}`, {}, JobStatus, options);
  }

  /**
   * Waits until a job is done.
   *
   * @example
   * const { jobId } = await openproject.projects.copy("template", { name: "Apollo" });
   * const { payload } = await openproject.jobStatuses.wait(jobId);
   * const id = linkId(payload?._links?.project);
   * @throws JobFailedError, DeadlineExceededError
   */
  async wait(jobId: string, params: WaitForJob = {}, options: RequestOptions = {}): Promise<JobStatus> {
    const { pollMs = 500, timeoutMs = 600_000 } = params;
    const { clock } = this.transport.http;
    const endsAt = clock.now() + timeoutMs;
    for (let pauseMs = pollMs; ; pauseMs = Math.min(pauseMs * GROWTH, pollMs * SLOWEST)) {
      const job = await this.get(jobId, options);
      if (job.status === "success") return job;
      if (!RUNNING.has(job.status)) throw new JobFailedError(job);
      if (clock.now() + pauseMs > endsAt) {
        throw new DeadlineExceededError(`The job ${jobId} is still ${job.status} after ${timeoutMs} ms`, {
          service: "openproject",
          outcome: "unknown",
        });
      }
      await pause(clock, pauseMs, options.signal);
    }
  }
}

function pause(clock: Clock, pauseMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      timer.clear();
      reject(
        new AbortError("The caller stopped waiting for a job", {
          service: "openproject",
          outcome: "unknown",
          cause: signal?.reason,
        }),
      );
    };
    const timer = clock.setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, pauseMs);
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  });
}
