import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { NonWorkingTime } from "../schemas/working-times.js";
import type { OpenProjectTransport } from "../transport.js";

/** From when to when, `YYYY-MM-DD`, both included. */
export interface WriteNonWorkingTime {
  startDate?: string | undefined;
  endDate?: string | undefined;
}

/** Days on which users do not work; since OpenProject 17. @see https://www.openproject.org/docs/api/endpoints/users/ */
export class NonWorkingTimesResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists them, of one year. @param params.year @default the present one */
  async list(
    userId: number,
    params: { year?: number | undefined } = {},
    options?: RequestOptions,
  ): Promise<Collection<NonWorkingTime>> {
    const where = path`users/${userId}/non_working_times`;
    return this.transport.collection(
      { method: "GET", path: where, query: { ...params } },
      NonWorkingTime,
      options,
    );
  }

  /** Gets one of them. @throws NotFoundError */
  async get(userId: number, nonWorkingTimeId: number, options?: RequestOptions): Promise<NonWorkingTime> {
    const where = path`users/${userId}/non_working_times/${nonWorkingTimeId}`;
    return this.transport.get(where, {}, NonWorkingTime, options);
  }

  /** Adds days on which a user does not work. Never repeated after an unknown outcome. @throws ValidationError */
  async create(
    userId: number,
    params: Required<WriteNonWorkingTime>,
    options?: RequestOptions,
  ): Promise<NonWorkingTime> {
    return this.transport.post(path`users/${userId}/non_working_times`, params, NonWorkingTime, options);
  }

  /** Changes one of them. @throws ValidationError */
  async update(
    userId: number,
    nonWorkingTimeId: number,
    params: WriteNonWorkingTime,
    options?: RequestOptions,
  ): Promise<NonWorkingTime> {
    const where = path`users/${userId}/non_working_times/${nonWorkingTimeId}`;
    return this.transport.change(where, params, NonWorkingTime, options);
  }

  /** Deletes one of them. @throws NotFoundError */
  async delete(userId: number, nonWorkingTimeId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`users/${userId}/non_working_times/${nonWorkingTimeId}`, options);
  }
}
