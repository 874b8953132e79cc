import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { type FormattableInput, toFormattable } from "../hal/formattable.js";
import { type LinkRef, toLink } from "../hal/link.js";
import { MeetingAgendaItem } from "../schemas/meeting-agenda-item.js";
import type { OpenProjectTransport } from "../transport.js";
import { type ChangesOf, updateLocked } from "../writing/locked-update.js";
import type { Names } from "../writing/names.js";
import type { WholeCall } from "../writing/whole-call.js";

/** What to change of a point on the agenda; `null` clears. */
export interface UpdateMeetingAgendaItem {
  title?: string | undefined;
  /** Markdown. */
  notes?: FormattableInput | null | undefined;
  durationInMinutes?: number | null | undefined;
  /** Also by login, e-mail address or `me`. */
  presenter?: LinkRef | null | undefined;
  /** By id or href. */
  section?: LinkRef | undefined;
}

/** A point to put on the agenda, with a title or a work package. */
export interface CreateMeetingAgendaItem extends UpdateMeetingAgendaItem {
  /** By id or href. */
  meeting: LinkRef;
  /** What it is about, by id or href, instead of a title. */
  workPackage?: LinkRef | undefined;
}

/** The agendas of meetings; since OpenProject 17. @see https://www.openproject.org/docs/api/endpoints/meetings/ */
export class MeetingAgendaItemsResource {
  constructor(
    private readonly transport: OpenProjectTransport,
    private readonly names: Names,
  ) {}

  /** Lists the agenda of a meeting, all at once. @throws NotFoundError */
  async list(meetingId: number, options?: RequestOptions): Promise<Collection<MeetingAgendaItem>> {
    return this.transport.list(path`meetings/${meetingId}/agenda_items`, {}, MeetingAgendaItem, options);
  }

  /** Gets a point on an agenda. @throws NotFoundError */
  async get(agendaItemId: number, options?: RequestOptions): Promise<MeetingAgendaItem> {
    return this.transport.get(path`meeting_agenda_items/${agendaItemId}`, {}, MeetingAgendaItem, options);
  }

  /** Puts a point on an agenda. Never repeated after an unknown outcome. @throws ValidationError, NotFoundError */
  async create(params: CreateMeetingAgendaItem, options?: RequestOptions): Promise<MeetingAgendaItem> {
    const itemType = params.workPackage === undefined ? "simple" : "work_package";
    const call = this.transport.begin(options);
    const body = { itemType, ...(await this.#encode(params, call)) };
    return this.transport.post(path`meeting_agenda_items`, body, MeetingAgendaItem, call);
  }

  /**
   * Changes a point on an agenda without overwriting what others change at the same time.
   *
   * @throws UpdateConflictError with both versions, when others changed the same properties; ValidationError.
   */
  async update(
    agendaItemId: number,
    changes: ChangesOf<MeetingAgendaItem, UpdateMeetingAgendaItem>,
    options?: RequestOptions,
  ): Promise<MeetingAgendaItem> {
    const where = path`meeting_agenda_items/${agendaItemId}`;
    const call = this.transport.begin(options);
    return updateLocked(
      {
        read: () => this.get(agendaItemId, call),
        encode: (wanted) => this.#encode(wanted, call),
        write: (body) => this.transport.change(where, body, MeetingAgendaItem, call),
      },
      changes,
    );
  }

  /** Takes a point off its agenda. @throws NotFoundError */
  async delete(agendaItemId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`meeting_agenda_items/${agendaItemId}`, options);
  }

  async #encode(params: Partial<CreateMeetingAgendaItem>, call: WholeCall): Promise<object> {
    const { notes, presenter, section, meeting, workPackage, ...rest } = params;
    return {
      ...rest,
      notes: toFormattable(notes),
      _links: {
        meeting: toLink("meetings", meeting),
        section: toLink("meeting_sections", section),
        workPackage: toLink("work_packages", workPackage),
        presenter: await this.names.principal(presenter, call),
      },
    };
  }
}
