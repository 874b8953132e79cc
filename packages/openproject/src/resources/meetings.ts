import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import type { ListParams } from "../hal/list-params.js";
import { Meeting } from "../schemas/meeting.js";
import type { OpenProjectTransport } from "../transport.js";

/** Meetings; `attachments` has their files. @see https://www.openproject.org/docs/api/endpoints/meetings/ */
export class MeetingsResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  list(params: ListParams = {}, options?: RequestOptions): Promise<Collection<Meeting>> {
    return this.transport.list(path`meetings`, params, Meeting, options);
  }

  get(meetingId: number, options?: RequestOptions): Promise<Meeting> {
    return this.transport.get(path`meetings/${meetingId}`, {}, Meeting, options);
  }
}
