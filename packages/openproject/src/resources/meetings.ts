import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { type DurationInput, toDuration } from "../hal/duration.js";
import type { Form } from "../hal/form.js";
import type { LinkRef } from "../hal/link.js";
import type { ListParams } from "../hal/list-params.js";
import { ResourceSchema } from "../hal/schema.js";
import { Meeting } from "../schemas/meeting.js";
import type { OpenProjectTransport } from "../transport.js";
import { type ChangesOf, updateLocked } from "../writing/locked-update.js";
import type { Names } from "../writing/names.js";
import type { WholeCall } from "../writing/whole-call.js";

/** What to change of a meeting; `null` clears. */
export interface UpdateMeeting {
  title?: string | undefined;
  location?: string | null | undefined;
  /** ISO 8601. */
  startTime?: string | undefined;
  duration?: DurationInput | undefined;
  state?: "open" | "draft" | "in_progress" | "cancelled" | "closed" | undefined;
  /** Makes it a template for others. @default false */
  template?: boolean | undefined;
  /** Tells participants by e-mail, of this and of later changes: the meeting remembers it. */
  notify?: boolean | undefined;
}

/** A meeting to create. */
export interface CreateMeeting extends UpdateMeeting {
  title: string;
  /** By id, href, identifier or name. */
  project: LinkRef;
}

/**
 * Meetings; writing since OpenProject 17. `attachments` has their files.
 *
 * @see https://www.openproject.org/docs/api/endpoints/meetings/
 */
export class MeetingsResource {
  constructor(
    private readonly transport: OpenProjectTransport,
    private readonly names: Names,
  ) {}

  /** Lists the meetings this account may see. */
  async list(params: ListParams = {}, options?: RequestOptions): Promise<Collection<Meeting>> {
    return this.transport.list(path`meetings`, params, Meeting, options);
  }

  /** Gets a meeting. @throws NotFoundError */
  async get(meetingId: number, options?: RequestOptions): Promise<Meeting> {
    return this.transport.get(path`meetings/${meetingId}`, {}, Meeting, options);
  }

  /** Calls a meeting. Never repeated after an unknown outcome. @throws ValidationError */
  async create(params: CreateMeeting, options?: RequestOptions): Promise<Meeting> {
    const call = this.transport.begin(options);
    return this.transport.post(path`meetings`, await this.#encode(params, call), Meeting, call);
  }

  /**
   * Changes a meeting without overwriting what others change at the same time; no `lockVersion` is needed.
   *
   * @param changes What to change, or a function from the present version to that, which may run more than once.
   * @throws UpdateConflictError with both versions, when others changed the same properties; ValidationError.
   */
  async update(
    meetingId: number,
    changes: ChangesOf<Meeting, UpdateMeeting>,
    options?: RequestOptions,
  ): Promise<Meeting> {
    const call = this.transport.begin(options);
    return updateLocked(
      {
        read: () => this.get(meetingId, call),
        encode: (wanted) => this.#encode(wanted, call),
        write: (body) => this.transport.change(path`meetings/${meetingId}`, body, Meeting, call),
      },
      changes,
    );
  }

  /** Deletes a meeting; its participants are told. @throws NotFoundError */
  async delete(meetingId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`meetings/${meetingId}`, options);
  }

  /** Says what the server thinks of a new meeting, without creating it. */
  async validate(params: Partial<CreateMeeting>, options?: RequestOptions): Promise<Form> {
    const call = this.transport.begin(options);
    return this.transport.form(path`meetings/form`, await this.#encode(params, call), call);
  }

  /** Says what the server thinks of changes, without making them. */
  async validateUpdate(meetingId: number, params: UpdateMeeting, options?: RequestOptions): Promise<Form> {
    const call = this.transport.begin(options);
    const { lockVersion } = await this.get(meetingId, call);
    const body = { ...(await this.#encode(params, call)), lockVersion };
    return this.transport.form(path`meetings/${meetingId}/form`, body, call);
  }

  /** Gets what may be written to meetings. */
  async schema(options?: RequestOptions): Promise<ResourceSchema> {
    return this.transport.get(path`meetings/schema`, {}, ResourceSchema, options);
  }

  async #encode(
    params: UpdateMeeting & Partial<Pick<CreateMeeting, "project">>,
    call: WholeCall,
  ): Promise<object> {
    const { duration, project, ...rest } = params;
    return {
      ...rest,
      duration: toDuration(duration),
      _links: { project: await this.names.project(project, call) },
    };
  }
}
