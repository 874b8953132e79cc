import { PlatformError, path, type RequestOptions } from "@platformq/resilience";
import { poll, type WaitParams } from "../polling.js";
import { JobStatus } from "../schemas/job-status.js";
import type { OpenProjectTransport } from "../transport.js";

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

/** What the server does in the background: copies of projects, backups, exports. */
export class JobStatusesResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Asks once how a job is doing. @throws NotFoundError */
  async get(jobId: string, options?: RequestOptions): Promise<JobStatus> {
    return this.transport.get(path`job_statuses/${jobId}`, {}, JobStatus, options);
  }

  /**
   * Waits until a job is done. A server that fails meanwhile is asked again until the time is over.
   *
   * @example
   * const { jobId } = await openproject.projects.copy("template", { name: "Apollo" });
   * const { payload } = await openproject.jobStatuses.wait(jobId);
   * const project = await openproject.follow(payload?._links?.project, Project);
   * @throws JobFailedError, DeadlineExceededError
   */
  async wait(jobId: string, params: WaitParams = {}, options?: RequestOptions): Promise<JobStatus> {
    const ask = async (within: RequestOptions): Promise<JobStatus | undefined> => {
      const job = await this.get(jobId, within);
      if (RUNNING.has(job.status)) return undefined;
      if (job.status !== "success") throw new JobFailedError(job);
      return job;
    };
    return poll(this.transport.http.clock, `the job ${jobId}`, ask, params, options);
  }
}
