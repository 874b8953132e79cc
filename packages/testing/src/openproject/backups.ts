import { randomUUID } from "node:crypto";
import type { OpenProjectApi } from "./api.js";
import { missingPermission, OpenProjectError, unauthenticated } from "./errors.js";
import type { OpenProjectJob, OpenProjectState } from "./state.js";

/** Backups, which administrators with a token of their own may ask for. */
export function addBackupEndpoints(api: OpenProjectApi, state: OpenProjectState): void {
  api.on("POST", "/backups", ({ body, may, present }) => {
    if (!may.isAdmin) throw missingPermission();
    const token = body.text("backupToken");
    if (token === undefined)
      throw new OpenProjectError(400, "BadRequest", "Bad request: backupToken is missing");
    // Told like a refused sign-in.
    if (token !== state.backupToken) throw unauthenticated("Backup token is invalid.");
    const id = randomUUID();
    const job: OpenProjectJob = { id, status: "in_queue", message: "", payload: {}, steps: [] };
    job.steps.push(() => {
      job.status = "success";
    });
    state.jobs.set(id, job);
    const jobStatus = present.link(`/job_statuses/${id}`, "Backup job status");
    return { status: 202, resource: { _type: "Backup", jobStatusId: id, _links: { jobStatus } } };
  });
}
