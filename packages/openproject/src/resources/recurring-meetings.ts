import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import type { LinkRef } from "../hal/link.js";
import type { ListParams } from "../hal/list-params.js";
import { Meeting } from "../schemas/meeting.js";
import { MeetingOccurrence, RecurringMeeting } from "../schemas/recurring-meeting.js";
import type { OpenProjectTransport } from "../transport.js";
import type { Names } from "../writing/names.js";

/** What to change of a series of meetings; `null` clears. */
export interface UpdateRecurringMeeting {
  title?: string | undefined;
  frequency?:
    | "daily"
    | "working_days"
    | "weekly"
    | "monthly_day_of_month"
    | "monthly_nth_weekday"
    | undefined;
  /** Every so many days, weeks or months; of `working_days` there is none. */
  interval?: number | undefined;
  /** From 1 to 31, of `monthly_day_of_month`. @default the day of `startTime` */
  monthlyDay?: number | undefined;
  /** From 1 to 4, or -1 for the last, of `monthly_nth_weekday`. @default that of `startTime` */
  monthlyOrdinal?: number | undefined;
  /** Such as `monday`, of `monthly_nth_weekday`. @default that of `startTime` */
  monthlyWeekday?: string | undefined;
  endAfter?: "specific_date" | "iterations" | "never" | undefined;
  /** `YYYY-MM-DD`, for `specific_date`. */
  endDate?: string | null | undefined;
  /** For `iterations`. */
  iterations?: number | null | undefined;
  /** ISO 8601. */
  startTime?: string | undefined;
  location?: string | undefined;
  /** In hours. */
  duration?: number | undefined;
}

/** A series of meetings to create. */
export interface CreateRecurringMeeting extends UpdateRecurringMeeting {
  title: string;
  /** By id, href, identifier or name. */
  project: LinkRef;
}

/** Series of meetings; since OpenProject 17. @see https://www.openproject.org/docs/api/endpoints/meetings/ */
export class RecurringMeetingsResource {
  constructor(
    private readonly transport: OpenProjectTransport,
    private readonly names: Names,
  ) {}

  /** Lists the series this account may see. */
  async list(params: ListParams = {}, options?: RequestOptions): Promise<Collection<RecurringMeeting>> {
    return this.transport.list(path`recurring_meetings`, params, RecurringMeeting, options);
  }

  /** Gets a series. @throws NotFoundError */
  async get(recurringMeetingId: number, options?: RequestOptions): Promise<RecurringMeeting> {
    return this.transport.get(path`recurring_meetings/${recurringMeetingId}`, {}, RecurringMeeting, options);
  }

  /**
   * Creates a series with its template, a draft: `completeTemplate` begins it. Never repeated after an unknown outcome.
   *
   * @throws ValidationError
   */
  async create(
    { project, ...params }: CreateRecurringMeeting,
    options?: RequestOptions,
  ): Promise<RecurringMeeting> {
    const call = this.transport.begin(options);
    const body = { ...params, _links: { project: await this.names.project(project, call) } };
    return this.transport.post(path`recurring_meetings`, body, RecurringMeeting, call);
  }

  /** Changes a series. @throws ValidationError, NotFoundError */
  async update(
    recurringMeetingId: number,
    params: UpdateRecurringMeeting,
    options?: RequestOptions,
  ): Promise<RecurringMeeting> {
    const where = path`recurring_meetings/${recurringMeetingId}`;
    return this.transport.change(where, params, RecurringMeeting, options);
  }

  /** Deletes a series with its meetings. @throws NotFoundError */
  async delete(recurringMeetingId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`recurring_meetings/${recurringMeetingId}`, options);
  }

  /**
   * Ends the draft and begins the series with its first meeting. Never repeated after an unknown outcome.
   *
   * @param params.notify Tells the participants by e-mail, now and of all that follows.
   * @throws ValidationError for a series that has begun.
   */
  async completeTemplate(
    recurringMeetingId: number,
    params: { notify: boolean },
    options?: RequestOptions,
  ): Promise<RecurringMeeting> {
    const where = path`recurring_meetings/${recurringMeetingId}/template_completed`;
    return this.transport.post(where, params, RecurringMeeting, options);
  }

  /** Ends a series: meetings still to come are cancelled. @throws ValidationError for one that has not begun. */
  async end(recurringMeetingId: number, options?: RequestOptions): Promise<RecurringMeeting> {
    return this.transport.post(
      path`recurring_meetings/${recurringMeetingId}/end`,
      {},
      RecurringMeeting,
      options,
    );
  }

  /** Lists times a series meets, all at once: those to come, or those that have a meeting already (`open`). */
  async occurrences(
    recurringMeetingId: number,
    which: "upcoming" | "open" | "past" | "cancelled",
    options?: RequestOptions,
  ): Promise<Collection<MeetingOccurrence>> {
    const where = path`recurring_meetings/${recurringMeetingId}/occurrences/${which}`;
    return this.transport.list(where, {}, MeetingOccurrence, options);
  }

  /**
   * Makes the meeting of a time, also of one that was cancelled. Never repeated after an unknown outcome.
   *
   * @param startTime ISO 8601, as the occurrence has it.
   * @throws ValidationError
   */
  async initOccurrence(
    recurringMeetingId: number,
    startTime: string,
    options?: RequestOptions,
  ): Promise<Meeting> {
    const where = path`recurring_meetings/${recurringMeetingId}/occurrences/${startTime}/init`;
    return this.transport.post(where, {}, Meeting, options);
  }

  /** Leaves a time out. @throws ConflictError for one that has its meeting: delete that instead. */
  async cancelOccurrence(
    recurringMeetingId: number,
    startTime: string,
    options?: RequestOptions,
  ): Promise<void> {
    const where = path`recurring_meetings/${recurringMeetingId}/occurrences/${startTime}`;
    return this.transport.delete(where, options);
  }
}
