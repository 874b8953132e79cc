import { path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { Configuration } from "../schemas/configuration.js";
import type { OpenProjectTransport } from "../transport.js";

const ProjectConfiguration = Configuration.extend({ enabledInternalComments: z.boolean().optional() });

/** Settings that concern clients. @see https://www.openproject.org/docs/api/endpoints/configuration/ */
export class ConfigurationResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Gets the limits and formats of the instance. */
  async get(options?: RequestOptions): Promise<Configuration> {
    return this.transport.get(path`configuration`, {}, Configuration, options);
  }

  /** Gets the settings as they are for a project; since OpenProject 17. @throws NotFoundError */
  async ofProject(
    projectId: number | string,
    options?: RequestOptions,
  ): Promise<z.output<typeof ProjectConfiguration>> {
    return this.transport.get(path`projects/${projectId}/configuration`, {}, ProjectConfiguration, options);
  }
}
