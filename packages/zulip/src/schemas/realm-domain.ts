import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** A domain whose addresses may join. */
export const RealmDomain = openObject({
  domain: z.string(),
  allow_subdomains: z.boolean(),
});

export type RealmDomain = z.output<typeof RealmDomain>;
