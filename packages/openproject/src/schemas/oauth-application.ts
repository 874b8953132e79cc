import { z } from "zod";
import { Link } from "../hal/link.js";

/** An application that may sign users in with OpenProject. */
export const OAuthApplication = z.looseObject({
  id: z.number(),
  name: z.string(),
  clientId: z.string(),
  /** Shown once, when it is made. */
  clientSecret: z.string().optional(),
  confidential: z.boolean(),
  scopes: z.array(z.string()).optional(),
  _links: z.looseObject({ self: Link }),
});

export type OAuthApplication = z.output<typeof OAuthApplication>;

/** What OpenProject signs in to a storage with. */
export const OAuthClientCredentials = z.looseObject({
  id: z.number(),
  clientId: z.string(),
  confidential: z.boolean(),
  _links: z.looseObject({ self: Link }),
});

export type OAuthClientCredentials = z.output<typeof OAuthClientCredentials>;
