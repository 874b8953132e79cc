import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { WorkingHours } from "../schemas/working-times.js";
import type { OpenProjectTransport } from "../transport.js";

/** How long a user works, from a date on. */
export type WriteWorkingHours = Pick<
  WorkingHours,
  | "validFrom"
  | "mondayHours"
  | "tuesdayHours"
  | "wednesdayHours"
  | "thursdayHours"
  | "fridayHours"
  | "saturdayHours"
  | "sundayHours"
  | "availabilityFactor"
>;

/** Working hours of users; since OpenProject 17. @see https://www.openproject.org/docs/api/endpoints/users/ */
export class WorkingHoursResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists the hours a user works, by the day from which on they count. */
  async list(userId: number, options?: RequestOptions): Promise<Collection<WorkingHours>> {
    return this.transport.list(path`users/${userId}/working_hours`, {}, WorkingHours, options);
  }

  /** Gets one of them. @throws NotFoundError */
  async get(userId: number, workingHoursId: number, options?: RequestOptions): Promise<WorkingHours> {
    return this.transport.get(
      path`users/${userId}/working_hours/${workingHoursId}`,
      {},
      WorkingHours,
      options,
    );
  }

  /** Adds working hours. @throws ValidationError for a date that has some. */
  async create(userId: number, params: WriteWorkingHours, options?: RequestOptions): Promise<WorkingHours> {
    return this.transport.post(path`users/${userId}/working_hours`, params, WorkingHours, options);
  }

  /** Changes one of them. @throws ValidationError */
  async update(
    userId: number,
    workingHoursId: number,
    params: Partial<WriteWorkingHours>,
    options?: RequestOptions,
  ): Promise<WorkingHours> {
    const where = path`users/${userId}/working_hours/${workingHoursId}`;
    return this.transport.change(where, params, WorkingHours, options);
  }

  /** Deletes one of them. @throws NotFoundError */
  async delete(userId: number, workingHoursId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`users/${userId}/working_hours/${workingHoursId}`, options);
  }
}
