import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** Settings of the instance. */
export const Configuration = openObject({
  /** In bytes. */
  maximumAttachmentFileSize: z.number(),
  maximumAPIV3PageSize: z.number().optional(),
  hostName: z.string().optional(),
  perPageOptions: z.array(z.number()),
  dateFormat: z.string().nullish(),
  timeFormat: z.string().nullish(),
  durationFormat: z.string().optional(),
  activeFeatureFlags: z.array(z.string()).optional(),
});

export type Configuration = z.output<typeof Configuration>;
