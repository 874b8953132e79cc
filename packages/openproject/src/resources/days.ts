import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import type { ListParams } from "../hal/list-params.js";
import { Day, NonWorkingDay, WeekDay } from "../schemas/day.js";
import type { OpenProjectTransport } from "../transport.js";

/** Working days of the instance. @see https://www.openproject.org/docs/api/endpoints/work-schedule/ */
export class DaysResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists days; `where("date").between("2026-05-01", "2026-05-31")` says which. @default this month and the next */
  async list(params: Pick<ListParams, "filters"> = {}, options?: RequestOptions): Promise<Collection<Day>> {
    return this.transport.list(path`days`, params, Day, options);
  }

  /** Gets a day. @param date `YYYY-MM-DD`. @throws BadRequestError for what is no date. */
  async get(date: string, options?: RequestOptions): Promise<Day> {
    return this.transport.get(path`days/${date}`, {}, Day, options);
  }

  /** Lists the days nobody works on. @default those of this year */
  async listNonWorking(
    params: Pick<ListParams, "filters"> = {},
    options?: RequestOptions,
  ): Promise<Collection<NonWorkingDay>> {
    return this.transport.list(path`days/non_working`, params, NonWorkingDay, options);
  }

  /** Gets a day nobody works on. @param date `YYYY-MM-DD`. @throws NotFoundError for a working day. */
  async getNonWorking(date: string, options?: RequestOptions): Promise<NonWorkingDay> {
    return this.transport.get(path`days/non_working/${date}`, {}, NonWorkingDay, options);
  }

  /** Lists the days of the week, with whether they are worked on. */
  async listWeekDays(options?: RequestOptions): Promise<Collection<WeekDay>> {
    return this.transport.list(path`days/week`, {}, WeekDay, options);
  }

  /** Gets a day of the week. @param day From 1, Monday, to 7. */
  async getWeekDay(day: number, options?: RequestOptions): Promise<WeekDay> {
    return this.transport.get(path`days/week/${day}`, {}, WeekDay, options);
  }
}
