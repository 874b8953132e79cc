import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** A meeting of a project. */
export const Meeting = openObject({
  id: z.number(),
  title: z.string(),
  location: z.string().nullish(),
  /** Grows with every change. */
  lockVersion: z.number(),
  /** ISO 8601, UTC. */
  startTime: z.string(),
  endTime: z.string(),
  /** ISO 8601, such as `PT1H30M`; older servers write a number of hours. */
  duration: z.union([z.string(), z.number()]),
  /** `open`, `draft`, `in_progress`, `cancelled` or `closed`. */
  state: z.string().optional(),
  template: z.boolean().optional(),
  /** Whether participants are told of changes by e-mail. */
  notify: z.boolean().optional(),
  createdAt: z.string().nullish(),
  updatedAt: z.string().nullish(),
  _links: openObject({
    self: Link,
    project: Link.optional(),
    author: Link.optional(),
    attachments: Link.optional(),
  }),
});

export type Meeting = z.output<typeof Meeting>;
