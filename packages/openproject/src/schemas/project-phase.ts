import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** A stage in the life of a project. */
export const ProjectPhase = openObject({
  id: z.number(),
  name: z.string(),
  active: z.boolean(),
  createdAt: z.string().nullish(),
  updatedAt: z.string().nullish(),
  _links: openObject({ self: Link, definition: Link, project: Link }),
});

export type ProjectPhase = z.output<typeof ProjectPhase>;

/** A stage as an administrator laid it down. */
export const ProjectPhaseDefinition = openObject({
  id: z.number(),
  name: z.string(),
  startGate: z.boolean(),
  startGateName: z.string().nullish(),
  finishGate: z.boolean(),
  finishGateName: z.string().nullish(),
  createdAt: z.string().nullish(),
  updatedAt: z.string().nullish(),
  _links: openObject({ self: Link }),
});

export type ProjectPhaseDefinition = z.output<typeof ProjectPhaseDefinition>;
