import { InvalidInputError } from "@platformq/resilience";
import { type Step, there } from "../engine/step.js";
import type { ProjectSite } from "../project-site.js";

/** Sees to it that the project has the types it must have. OpenProject's API can read that and not change it. */
export function typesStep(site: ProjectSite): Step {
  const { types } = site.spec;
  return {
    id: "openproject.types",
    platform: "openproject",
    title: `Types ${types.join(", ")}`,
    needs: ["openproject.project"],
    async inspect() {
      await requireTypes(site, types);
      return there();
    },
    async apply() {},
  };
}

/** Refuses types the project does not have. @throws InvalidInputError */
export async function requireTypes(site: ProjectSite, wanted: readonly string[]): Promise<void> {
  const { types } = site.clients.openproject;
  const project = await site.project.get();
  // Before the project is there only what exists at all can be told.
  const known = await (project === undefined ? types.list() : types.listInProject(project.id));
  const names = new Set(known.items.map(({ name }) => name.toLowerCase()));
  const missing = wanted.filter((name) => !names.has(name.toLowerCase()));
  if (missing.length === 0) return;
  const where = project === undefined ? "OpenProject" : "The project";
  throw new InvalidInputError(
    `${where} has no type ${missing.join(", ")}. Switch it on in the project's settings, or copy a template that has it`,
    { service: "openproject" },
  );
}
