import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** A backup that the server makes in the background. */
export const Backup = openObject({
  jobStatusId: z.string(),
  _links: openObject({ jobStatus: Link.optional() }).optional(),
});

export type Backup = z.output<typeof Backup>;
