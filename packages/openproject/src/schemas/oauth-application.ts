import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** An application that may sign users in with OpenProject. */
export const OAuthApplication = openObject({
  id: z.number(),
  name: z.string(),
  clientId: z.string(),
  /** Shown once, when it is made. */
  clientSecret: z.string().optional(),
  confidential: z.boolean(),
  scopes: z.array(z.string()).optional(),
  createdAt: z.string().nullish(),
  updatedAt: z.string().nullish(),
  _links: openObject({ self: Link, owner: Link.optional(), integration: Link.optional() }),
});

export type OAuthApplication = z.output<typeof OAuthApplication>;

/** What OpenProject signs in to a storage with. */
export const OAuthClientCredentials = openObject({
  id: z.number(),
  clientId: z.string(),
  confidential: z.boolean(),
  createdAt: z.string().nullish(),
  updatedAt: z.string().nullish(),
  _links: openObject({ self: Link, integration: Link.optional() }),
});

export type OAuthClientCredentials = z.output<typeof OAuthClientCredentials>;
