import { path } from "@platformq/resilience";
import { type DurationInput, toDuration } from "../hal/duration.js";
import { type FormattableInput, toFormattable } from "../hal/formattable.js";
import { type LinkRef, linkId, toLink, toLinks } from "../hal/link.js";
import { ResourceSchema } from "../hal/schema.js";
import { Named } from "../schemas/named.js";
import type { WorkPackage } from "../schemas/work-package.js";
import type { OpenProjectTransport } from "../transport.js";
import { type CustomFieldValues, type PlacedFields, placeCustomFields } from "./custom-fields.js";
import type { Names, WritableLink } from "./names.js";
import { ShortMemory } from "./short-memory.js";

/** What to change of a work package; `null` clears. What is linked is named by id, href or name. */
export interface UpdateWorkPackage {
  subject?: string | undefined;
  /** Markdown. */
  description?: FormattableInput | null | undefined;
  /** Moves it there, with its descendants. */
  project?: LinkRef | undefined;
  type?: LinkRef | undefined;
  status?: LinkRef | undefined;
  priority?: LinkRef | undefined;
  /** Also by login, e-mail address or `me`. */
  assignee?: LinkRef | null | undefined;
  responsible?: LinkRef | null | undefined;
  version?: LinkRef | null | undefined;
  category?: LinkRef | null | undefined;
  /** By id or href. */
  parent?: LinkRef | null | undefined;
  budget?: LinkRef | null | undefined;
  /** `YYYY-MM-DD`. */
  startDate?: string | null | undefined;
  dueDate?: string | null | undefined;
  /** Of a milestone, which has neither start nor end. */
  date?: string | null | undefined;
  /** Whole days from start to end; the server drops hours. */
  duration?: DurationInput | null | undefined;
  estimatedTime?: DurationInput | null | undefined;
  remainingTime?: DurationInput | null | undefined;
  percentageDone?: number | null | undefined;
  /** Keeps the dates where they are when relations move. */
  scheduleManually?: boolean | undefined;
  ignoreNonWorkingDays?: boolean | undefined;
  /** By name or number: `{ "Cost centre": 42 }`. */
  customFields?: CustomFieldValues | undefined;
  /** All attachments from now on: those left out are deleted. */
  attachments?: readonly LinkRef[] | undefined;
  /** Checks required custom fields that are not sent, too. @default false */
  validateCustomFields?: boolean | undefined;
}

/** Puts work packages in the API's terms: looks up names, places custom fields, wraps texts. */
export class WorkPackageEncoder {
  readonly #schemas: ShortMemory<ResourceSchema>;

  constructor(
    private readonly transport: OpenProjectTransport,
    private readonly names: Names,
  ) {
    this.#schemas = new ShortMemory(transport.http.clock);
  }

  /**
   * Makes the body for a new work package, or for changes to one.
   *
   * @throws InvalidInputError for names and options there are not.
   */
  async encode(params: UpdateWorkPackage, current?: WorkPackage): Promise<object> {
    const { names } = this;
    const { project, type, status, priority, assignee, responsible, version, category, ...others } = params;
    const { parent, budget, attachments, customFields, validateCustomFields, ...plain } = others;
    const projectLink = await names.project(project);
    const projectId = linkId(projectLink ?? current?._links.project);
    const typeLink = await names.type(type, projectId);
    const [statusLink, priorityLink, assigneeLink, responsibleLink, versionLink, categoryLink] =
      await Promise.all([
        names.status(status),
        names.priority(priority),
        names.principal(assignee),
        names.principal(responsible),
        names.version(version, projectId),
        names.category(category, projectId),
      ]);
    const custom = await this.#place(customFields, projectId, typeLink, current);
    return {
      ...plain,
      description: toFormattable(plain.description),
      duration: toDuration(plain.duration),
      estimatedTime: toDuration(plain.estimatedTime),
      remainingTime: toDuration(plain.remainingTime),
      ...custom.properties,
      _links: {
        project: projectLink,
        type: typeLink,
        status: statusLink,
        priority: priorityLink,
        assignee: assigneeLink,
        responsible: responsibleLink,
        version: versionLink,
        category: categoryLink,
        parent: toLink("work_packages", parent),
        budget: toLink("budgets", budget),
        attachments: toLinks("attachments", attachments),
        ...custom.links,
      },
      ...(validateCustomFields !== undefined && { _meta: { validateCustomFields } }),
    };
  }

  async #place(
    values: CustomFieldValues | undefined,
    projectId: number | undefined,
    type: WritableLink,
    current: WorkPackage | undefined,
  ): Promise<PlacedFields> {
    if (values === undefined || projectId === undefined) return { properties: {}, links: {} };
    const typeId = linkId(type ?? current?._links.type) ?? (await this.#firstTypeOf(projectId));
    const id = `${projectId}-${typeId}`;
    const schema = await this.#schemas.get(id, () =>
      this.transport.get(path`work_packages/schemas/${id}`, {}, ResourceSchema),
    );
    return placeCustomFields(values, schema, this.names);
  }

  /** The type of a work package that is created without. */
  async #firstTypeOf(projectId: number): Promise<number | undefined> {
    const { items } = await this.transport.list(path`projects/${projectId}/types`, {}, Named);
    return items[0]?.id;
  }
}
