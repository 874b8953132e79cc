import { z } from "zod";

/** A domain whose addresses may join. */
export const RealmDomain = z.looseObject({
  domain: z.string(),
  allow_subdomains: z.boolean(),
});

export type RealmDomain = z.output<typeof RealmDomain>;
