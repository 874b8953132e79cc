import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { type FormattableInput, toFormattable } from "../hal/formattable.js";
import { type LinkRef, toLink } from "../hal/link.js";
import { MeetingOutcome } from "../schemas/meeting-outcome.js";
import type { OpenProjectTransport } from "../transport.js";

/** What to change of an outcome. */
export interface UpdateMeetingOutcome {
  /** Markdown. */
  notes?: FormattableInput | undefined;
  /** By id or href, instead of notes. */
  workPackage?: LinkRef | undefined;
}

/** An outcome to note, in words or as a work package. */
export interface CreateMeetingOutcome extends UpdateMeetingOutcome {
  /** By id or href. */
  agendaItem: LinkRef;
}

/** What came of points on agendas; since OpenProject 17. @see https://www.openproject.org/docs/api/endpoints/meetings/ */
export class MeetingOutcomesResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists what came of a point on an agenda, all at once. @throws NotFoundError */
  async list(
    meetingId: number,
    agendaItemId: number,
    options?: RequestOptions,
  ): Promise<Collection<MeetingOutcome>> {
    const where = path`meetings/${meetingId}/agenda_items/${agendaItemId}/outcomes`;
    return this.transport.list(where, {}, MeetingOutcome, options);
  }

  /** Gets an outcome. @throws NotFoundError */
  async get(outcomeId: number, options?: RequestOptions): Promise<MeetingOutcome> {
    return this.transport.get(path`meeting_outcomes/${outcomeId}`, {}, MeetingOutcome, options);
  }

  /** Notes an outcome. Never repeated after an unknown outcome. @throws ValidationError, NotFoundError */
  async create(params: CreateMeetingOutcome, options?: RequestOptions): Promise<MeetingOutcome> {
    return this.transport.post(path`meeting_outcomes`, encodeOutcome(params), MeetingOutcome, options);
  }

  /** Changes an outcome. @throws ValidationError, NotFoundError */
  async update(
    outcomeId: number,
    params: UpdateMeetingOutcome,
    options?: RequestOptions,
  ): Promise<MeetingOutcome> {
    const where = path`meeting_outcomes/${outcomeId}`;
    return this.transport.change(where, encodeOutcome(params), MeetingOutcome, options);
  }

  /** Deletes an outcome. @throws NotFoundError */
  async delete(outcomeId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`meeting_outcomes/${outcomeId}`, options);
  }
}

function encodeOutcome({ notes, workPackage, agendaItem }: Partial<CreateMeetingOutcome>): object {
  return {
    kind: workPackage === undefined ? "information" : "work_package",
    notes: toFormattable(notes),
    _links: {
      workPackage: toLink("work_packages", workPackage),
      agendaItem: toLink("meeting_agenda_items", agendaItem),
    },
  };
}
