import { path, type RequestOptions } from "@platformq/resilience";
import { Revision } from "../schemas/revision.js";
import type { OpenProjectTransport } from "../transport.js";

/** Commits of repositories. @see https://www.openproject.org/docs/api/endpoints/revisions/ */
export class RevisionsResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Gets a revision. @throws NotFoundError */
  async get(revisionId: number, options?: RequestOptions): Promise<Revision> {
    return this.transport.get(path`revisions/${revisionId}`, {}, Revision, options);
  }
}
