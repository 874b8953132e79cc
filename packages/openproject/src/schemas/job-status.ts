import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** Something the server does in the background. */
export const JobStatus = openObject({
  jobId: z.string(),
  /** `in_queue`, `in_process`, `success`, `failure`, `error` or `cancelled`. */
  status: z.string(),
  message: z.string().nullish(),
  payload: openObject({
    /** Of a copy: the new project. */
    _links: openObject({ project: Link.optional() }).optional(),
    errors: z.array(z.string()).optional(),
  }).nullish(),
});

export type JobStatus = z.output<typeof JobStatus>;
