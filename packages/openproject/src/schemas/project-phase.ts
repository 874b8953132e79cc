import { z } from "zod";
import { Link } from "../hal/link.js";

/** A stage in the life of a project. */
export const ProjectPhase = z.looseObject({
  id: z.number(),
  name: z.string(),
  active: z.boolean(),
  _links: z.looseObject({ self: Link, definition: Link, project: Link }),
});

export type ProjectPhase = z.output<typeof ProjectPhase>;

/** A stage as an administrator laid it down. */
export const ProjectPhaseDefinition = z.looseObject({
  id: z.number(),
  name: z.string(),
  startGate: z.boolean(),
  finishGate: z.boolean(),
  _links: z.looseObject({ self: Link }),
});

export type ProjectPhaseDefinition = z.output<typeof ProjectPhaseDefinition>;
