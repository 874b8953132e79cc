import type { Project } from "@platformq/openproject";
import { NotFoundError } from "@platformq/resilience";
import type { Clients } from "../../clients.js";
import { ensure } from "../../ensure.js";
import { NameTakenError } from "../errors.js";
import type { ProjectPlan } from "../project-spec.js";
import type { Step } from "../run-steps.js";

/** Finds a project by its identifier; `undefined` when there is none, or none this account may see. */
export async function findProject(clients: Clients, identifier: string): Promise<Project | undefined> {
  try {
    return await clients.openproject.projects.get(identifier);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** Creates the OpenProject project. @throws NameTakenError when the identifier belongs to a project of another name. */
export function projectStep(
  clients: Clients,
  plan: ProjectPlan,
  onProject: (project: Project) => void,
): Step {
  const { name, identifier, description } = plan;
  return {
    id: "openproject.project",
    platform: "openproject",
    title: `Project ${identifier}`,
    async run() {
      const { value, state } = await ensure(
        () => findProject(clients, identifier),
        () => clients.openproject.projects.create({ name, identifier, ...(description && { description }) }),
      );
      if (value.name !== name) {
        throw new NameTakenError(
          "openproject",
          `The identifier ${identifier} belongs to the project “${value.name}”; choose another identifier`,
        );
      }
      onProject(value);
      return state;
    },
  };
}
