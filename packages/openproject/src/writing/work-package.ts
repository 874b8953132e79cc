import { InvalidInputError, path } from "@platformq/resilience";
import { type DurationInput, toDuration } from "../hal/duration.js";
import { type FormattableInput, toFormattable } from "../hal/formattable.js";
import { type LinkRef, linkId, toLink, toLinks } from "../hal/link.js";
import { ResourceSchema } from "../hal/schema.js";
import { Named } from "../schemas/named.js";
import type { WorkPackage } from "../schemas/work-package.js";
import type { OpenProjectTransport } from "../transport.js";
import { type CustomFieldValues, placeCustomFields } from "./custom-fields.js";
import type { Names, WritableLink } from "./names.js";
import { ShortMemory } from "./short-memory.js";
import type { WholeCall } from "./whole-call.js";

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
  /** Since OpenProject 17. */
  sprint?: LinkRef | null | undefined;
  /** By id or href; since OpenProject 16. */
  projectPhase?: LinkRef | null | undefined;
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
  /** Where backlogs are in use. */
  storyPoints?: number | null | undefined;
  /** Keeps the dates where they are when relations move. */
  scheduleManually?: boolean | undefined;
  ignoreNonWorkingDays?: boolean | undefined;
  /** By name or number: `{ "Cost centre": 42 }`. */
  customFields?: CustomFieldValues | undefined;
  /** All attachments from now on: those left out are deleted. */
  attachments?: readonly LinkRef[] | undefined;
  /** All links to files of storages from now on, by id or href: those left out are deleted. */
  fileLinks?: readonly LinkRef[] | undefined;
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
  async encode(params: UpdateWorkPackage, call: WholeCall, current?: WorkPackage): Promise<object> {
    const { names } = this;
    const { project, type, status, priority, assignee, responsible, version, category, ...others } = params;
    const { parent, budget, sprint, projectPhase, attachments, fileLinks, ...rest } = others;
    const { customFields, validateCustomFields, ...plain } = rest;
    const projectLink = await names.project(project, call);
    const projectId = projectLink ? linkId(projectLink) : idsOf(current).project;
    const typeLink = await names.type(type, projectId, call);
    const [statusLink, priorityLink, assigneeLink, responsibleLink, versionLink, categoryLink, sprintLink] =
      await Promise.all([
        names.status(status, call),
        names.priority(priority, call),
        names.principal(assignee, call),
        names.principal(responsible, call),
        names.version(version, projectId, call),
        names.category(category, projectId, call),
        names.sprint(sprint, projectId, call),
      ]);
    const custom =
      customFields &&
      (await placeCustomFields(customFields, await this.#schemaOf(projectLink, typeLink, call, current), {
        names,
        projectId,
        call,
      }));
    return {
      ...plain,
      description: toFormattable(plain.description),
      duration: toDuration(plain.duration),
      estimatedTime: toDuration(plain.estimatedTime),
      remainingTime: toDuration(plain.remainingTime),
      ...custom?.properties,
      _links: {
        project: projectLink,
        type: typeLink,
        status: statusLink,
        priority: priorityLink,
        assignee: assigneeLink,
        responsible: responsibleLink,
        version: versionLink,
        category: categoryLink,
        sprint: sprintLink,
        parent: toLink("work_packages", parent),
        budget: toLink("budgets", budget),
        projectPhase: toLink("project_phases", projectPhase),
        attachments: toLinks("attachments", attachments),
        fileLinks: toLinks("file_links", fileLinks),
        ...custom?.links,
      },
      ...(validateCustomFields !== undefined && { _meta: { validateCustomFields } }),
    };
  }

  /** The schema of what is to be: that of the present version, unless it changes its project or type. */
  async #schemaOf(
    project: WritableLink,
    type: WritableLink,
    call: WholeCall,
    current: WorkPackage | undefined,
  ): Promise<ResourceSchema> {
    const ids = idsOf(current);
    const projectId = project ? linkId(project) : ids.project;
    if (projectId === undefined) throw noSchema("project", project ?? current?._links.project);
    const typeId = type ? linkId(type) : (ids.type ?? (await this.#firstTypeOf(projectId, call)));
    if (typeId === undefined) throw noSchema("type", type ?? current?._links.type);
    const id = `${projectId}-${typeId}`;
    const read = () => this.transport.get(path`work_packages/schemas/${id}`, {}, ResourceSchema);
    return call.wait(this.#schemas.get(id, read));
  }

  /** The type of a work package that is created without. */
  async #firstTypeOf(projectId: number, call: WholeCall): Promise<number | undefined> {
    const { items } = await this.transport.list(path`projects/${projectId}/types`, {}, Named, call);
    return items[0]?.id;
  }
}

/** Reads a work package's project and type; its schema names both, where their links are undisclosed or have no id. */
function idsOf(current: WorkPackage | undefined): { project: number | undefined; type: number | undefined } {
  const { project, type, schema } = current?._links ?? {};
  const [, ofProject, ofType] = /\/(\d+)-(\d+)$/.exec(schema?.href ?? "") ?? [];
  return {
    project: linkId(project) ?? (ofProject === undefined ? undefined : Number(ofProject)),
    type: linkId(type) ?? (ofType === undefined ? undefined : Number(ofType)),
  };
}

/** Without the schema nobody can tell where a custom field stands, and a value left out would be lost unnoticed. */
function noSchema(
  what: "project" | "type",
  link: { readonly href: string | null } | undefined,
): InvalidInputError {
  const given = link === undefined ? "none is given" : `${link.href} has no id`;
  return new InvalidInputError(`Custom fields need the ${what} to be placed by, and ${given}`, {
    service: "openproject",
  });
}
