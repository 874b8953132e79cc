import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { type LinkRef, toLink } from "../hal/link.js";
import { MeetingSection } from "../schemas/meeting-section.js";
import type { OpenProjectTransport } from "../transport.js";

/** A section to create. */
export interface CreateMeetingSection {
  title: string;
  /** By id or href. */
  meeting: LinkRef;
}

/** Parts of agendas; since OpenProject 17. @see https://www.openproject.org/docs/api/endpoints/meetings/ */
export class MeetingSectionsResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists the sections of a meeting, all at once. @throws NotFoundError */
  async list(meetingId: number, options?: RequestOptions): Promise<Collection<MeetingSection>> {
    return this.transport.list(path`meetings/${meetingId}/sections`, {}, MeetingSection, options);
  }

  /** Gets a section. @throws NotFoundError */
  async get(sectionId: number, options?: RequestOptions): Promise<MeetingSection> {
    return this.transport.get(path`meeting_sections/${sectionId}`, {}, MeetingSection, options);
  }

  /** Adds a section to a meeting. Never repeated after an unknown outcome. @throws ValidationError, NotFoundError */
  async create({ title, meeting }: CreateMeetingSection, options?: RequestOptions): Promise<MeetingSection> {
    const body = { title, _links: { meeting: toLink("meetings", meeting) } };
    return this.transport.post(path`meeting_sections`, body, MeetingSection, options);
  }

  /** Gives a section another title. @throws ValidationError, NotFoundError */
  async update(
    sectionId: number,
    params: { title: string },
    options?: RequestOptions,
  ): Promise<MeetingSection> {
    return this.transport.change(path`meeting_sections/${sectionId}`, params, MeetingSection, options);
  }

  /** Deletes a section. @throws NotFoundError */
  async delete(sectionId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`meeting_sections/${sectionId}`, options);
  }
}
