import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { type DurationInput, toDuration } from "../hal/duration.js";
import type { Form } from "../hal/form.js";
import { type FormattableInput, toFormattable } from "../hal/formattable.js";
import { type LinkRef, linkId, toLink } from "../hal/link.js";
import { byId, type ListParams } from "../hal/list-params.js";
import { type AllowedValue, ResourceSchema } from "../hal/schema.js";
import { Project } from "../schemas/project.js";
import { TimeEntry, TimeEntryActivity } from "../schemas/time-entry.js";
import { WorkPackage } from "../schemas/work-package.js";
import type { OpenProjectTransport } from "../transport.js";
import { type CustomFieldValues, placeCustomFields } from "../writing/custom-fields.js";
import type { Names } from "../writing/names.js";
import type { WholeCall } from "../writing/whole-call.js";

/** What to change of a time entry; `null` clears. */
export interface UpdateTimeEntry {
  /** Time spent, such as `{ hours: 1.5 }`. */
  hours?: DurationInput | null | undefined;
  /** `YYYY-MM-DD`. */
  spentOn?: string | undefined;
  comment?: FormattableInput | null | undefined;
  /** What kind of work it was, by id or href; `activities` lists them. */
  activity?: LinkRef | null | undefined;
  /** Whether the timer runs; one's own only. */
  ongoing?: boolean | undefined;
  /** ISO 8601; since OpenProject 15. */
  startTime?: string | null | undefined;
  /** Id or href of a work package; an href of a meeting since OpenProject 16. */
  workPackage?: LinkRef | undefined;
  /** Of time that goes to no work package, by id, href, identifier or name. */
  project?: LinkRef | undefined;
  /** Whose time it was, for those who may log that of others; by id, href, login or e-mail address. */
  user?: LinkRef | undefined;
  /** By number: `{ customField3: "x" }`. */
  customFields?: CustomFieldValues | undefined;
}

/** A time entry to create. */
export interface CreateTimeEntry extends UpdateTimeEntry {
  spentOn: string;
}

/** Time spent. @see https://www.openproject.org/docs/api/endpoints/time-entries/ */
export class TimeEntriesResource {
  constructor(
    private readonly transport: OpenProjectTransport,
    private readonly names: Names,
  ) {}

  /** Lists time entries; filters are `work_package`, `project`, `user`, `spent_on`, `ongoing` and others. */
  async list(params: ListParams = {}, options?: RequestOptions): Promise<Collection<TimeEntry>> {
    return this.transport.list(path`time_entries`, byId(params), TimeEntry, options);
  }

  /** Gets a time entry. @throws NotFoundError */
  async get(timeEntryId: number, options?: RequestOptions): Promise<TimeEntry> {
    return this.transport.get(path`time_entries/${timeEntryId}`, {}, TimeEntry, options);
  }

  /** Books time. Never repeated after an unknown outcome: it would be booked twice. @throws ValidationError */
  async create(params: CreateTimeEntry, options?: RequestOptions): Promise<TimeEntry> {
    const call = this.transport.begin(options);
    return this.transport.post(path`time_entries`, await this.#encode(params, call), TimeEntry, call);
  }

  /** Changes a time entry. @throws ValidationError, ForbiddenError */
  async update(timeEntryId: number, params: UpdateTimeEntry, options?: RequestOptions): Promise<TimeEntry> {
    const call = this.transport.begin(options);
    const body = await this.#encode(params, call);
    return this.transport.change(path`time_entries/${timeEntryId}`, body, TimeEntry, call);
  }

  /** Deletes a time entry. @throws NotFoundError */
  async delete(timeEntryId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`time_entries/${timeEntryId}`, options);
  }

  /** Starts one's timer on a work package. @throws ValidationError when one of them runs already. */
  async start(
    params: Omit<CreateTimeEntry, "ongoing" | "hours">,
    options?: RequestOptions,
  ): Promise<TimeEntry> {
    return this.create({ ...params, ongoing: true }, options);
  }

  /** Stops a timer. @param params.hours What it comes to. */
  async stop(
    timeEntryId: number,
    params: { hours: DurationInput },
    options?: RequestOptions,
  ): Promise<TimeEntry> {
    return this.update(timeEntryId, { hours: params.hours, ongoing: false }, options);
  }

  /** Says what the server thinks of a new entry, without creating it. */
  async validate(params: UpdateTimeEntry, options?: RequestOptions): Promise<Form> {
    const call = this.transport.begin(options);
    return this.transport.form(path`time_entries/form`, await this.#encode(params, call), call);
  }

  /** Says what the server thinks of changes, without making them. */
  async validateUpdate(
    timeEntryId: number,
    params: UpdateTimeEntry,
    options?: RequestOptions,
  ): Promise<Form> {
    const call = this.transport.begin(options);
    return this.transport.form(
      path`time_entries/${timeEntryId}/form`,
      await this.#encode(params, call),
      call,
    );
  }

  /**
   * Lists the activities that may be chosen for a work package or project. There is no list of them: they are what a
   * form allows.
   */
  async activities(
    params: Pick<UpdateTimeEntry, "workPackage" | "project"> = {},
    options?: RequestOptions,
  ): Promise<readonly AllowedValue[]> {
    const { schema } = await this.validate(params, options);
    return schema.get("activity")?.allowedValues ?? [];
  }

  /** Gets an activity. @throws NotFoundError */
  async getActivity(activityId: number, options?: RequestOptions): Promise<TimeEntryActivity> {
    // Not `activity/`, as is documented.
    return this.transport.get(path`time_entries/activities/${activityId}`, {}, TimeEntryActivity, options);
  }

  /** Gets what may be written to time entries. */
  async schema(options?: RequestOptions): Promise<ResourceSchema> {
    return this.transport.get(path`time_entries/schema`, {}, ResourceSchema, options);
  }

  /** Lists the projects in which this account may book time. */
  async availableProjects(params: ListParams = {}, options?: RequestOptions): Promise<Collection<Project>> {
    return this.transport.list(path`time_entries/available_projects`, params, Project, options);
  }

  /** Lists the work packages this account may book time on. */
  async availableWorkPackages(
    params: ListParams = {},
    options?: RequestOptions,
  ): Promise<Collection<WorkPackage>> {
    return this.transport.list(path`time_entries/available_work_packages`, params, WorkPackage, options);
  }

  async #encode(params: UpdateTimeEntry, call: WholeCall): Promise<object> {
    const { hours, comment, activity, workPackage, project, user, customFields, ...rest } = params;
    const projectLink = await this.names.project(project, call);
    const custom =
      customFields &&
      (await placeCustomFields(customFields, await this.schema(call), {
        names: this.names,
        projectId: linkId(projectLink),
        call,
      }));
    const entity = toLink("work_packages", workPackage);
    return {
      ...rest,
      hours: toDuration(hours),
      comment: toFormattable(comment),
      ...custom?.properties,
      _links: {
        // Older servers know the one, newer the other, and both pass over what they do not know.
        entity,
        workPackage: entity,
        project: projectLink,
        activity: toLink("time_entries/activities", activity),
        user: await this.names.principal(user, call),
        ...custom?.links,
      },
    };
  }
}
