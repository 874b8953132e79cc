import { z } from "zod";
import { Link } from "../hal/link.js";

/** Something the server does in the background. */
export const JobStatus = z.looseObject({
  jobId: z.string(),
  /** `in_queue`, `in_process`, `success`, `failure`, `error` or `cancelled`. */
  status: z.string(),
  message: z.string().nullish(),
  payload: z
    .looseObject({
      /** Of a copy: the new project. */
      _links: z.looseObject({ project: Link.optional() }).optional(),
      errors: z.array(z.string()).optional(),
    })
    .nullish(),
});

export type JobStatus = z.output<typeof JobStatus>;
