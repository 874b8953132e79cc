import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { ProjectPhase, ProjectPhaseDefinition } from "../schemas/project-phase.js";
import type { OpenProjectTransport } from "../transport.js";

/** Stages in the life of projects; since OpenProject 16. @see https://www.openproject.org/docs/api/endpoints/project-phases/ */
export class ProjectPhasesResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Gets a phase of a project. @throws NotFoundError */
  async get(phaseId: number, options?: RequestOptions): Promise<ProjectPhase> {
    return this.transport.get(path`project_phases/${phaseId}`, {}, ProjectPhase, options);
  }

  /** Lists the phases projects can go through. */
  async listDefinitions(options?: RequestOptions): Promise<Collection<ProjectPhaseDefinition>> {
    return this.transport.list(path`project_phase_definitions`, {}, ProjectPhaseDefinition, options);
  }

  /** Gets one of them. @throws NotFoundError */
  async getDefinition(definitionId: number, options?: RequestOptions): Promise<ProjectPhaseDefinition> {
    return this.transport.get(
      path`project_phase_definitions/${definitionId}`,
      {},
      ProjectPhaseDefinition,
      options,
    );
  }
}
