import { path } from "@platformq/resilience";
import { type FormattableInput, toFormattable } from "../hal/formattable.js";
import { type LinkRef, toLink } from "../hal/link.js";
import { ResourceSchema } from "../hal/schema.js";
import type { OpenProjectTransport } from "../transport.js";
import { type CustomFieldValues, placeCustomFields } from "./custom-fields.js";
import type { Names } from "./names.js";
import { ShortMemory } from "./short-memory.js";
import type { WholeCall } from "./whole-call.js";

/** What to change of a project. `null` clears. */
export interface UpdateProject {
  name?: string | undefined;
  /** Letters, digits, `-` and `_`, not only digits. @default made from the name */
  identifier?: string | undefined;
  /** `false` archives. */
  active?: boolean | undefined;
  public?: boolean | undefined;
  description?: FormattableInput | null | undefined;
  /** `on_track`, `at_risk`, `off_track`, `not_started`, `finished` or `discontinued`. */
  status?: LinkRef | null | undefined;
  statusExplanation?: FormattableInput | null | undefined;
  /** By id, href, identifier or name. */
  parent?: LinkRef | null | undefined;
  /** By name or number: `{ "Cost centre": 42 }`. */
  customFields?: CustomFieldValues | undefined;
  /** A template for others; only administrators may say so. */
  templated?: boolean | undefined;
}

/** Puts projects in the API's terms. */
export class ProjectEncoder {
  readonly #schema: ShortMemory<ResourceSchema>;

  constructor(
    private readonly transport: OpenProjectTransport,
    private readonly names: Names,
  ) {
    this.#schema = new ShortMemory(transport.http.clock);
  }

  /** Makes the body for a new project, or for changes to one. @throws InvalidInputError */
  async encode(params: UpdateProject, call: WholeCall): Promise<object> {
    const { description, status, statusExplanation, parent, customFields, ...rest } = params;
    const read = () => this.transport.get(path`projects/schema`, {}, ResourceSchema);
    const custom =
      customFields &&
      (await placeCustomFields(customFields, await call.wait(this.#schema.get("", read)), {
        names: this.names,
        projectId: undefined,
        call,
      }));
    return {
      ...rest,
      description: toFormattable(description),
      statusExplanation: toFormattable(statusExplanation),
      ...custom?.properties,
      _links: {
        status: toLink("project_statuses", status),
        parent: await this.names.project(parent, call),
        ...custom?.links,
      },
    };
  }
}
