import { path } from "@platformq/resilience";
import type { OpenProjectTransport } from "../transport.js";
import type { Names } from "../writing/names.js";
import { WorkspacesOfKind } from "./workspaces-of-kind.js";

/** Programs of projects; since OpenProject 17. @see https://www.openproject.org/docs/api/endpoints/programs/ */
export class ProgramsResource extends WorkspacesOfKind {
  constructor(transport: OpenProjectTransport, names: Names) {
    super(transport, names, path`programs`);
  }
}
