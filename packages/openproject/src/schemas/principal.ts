import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { withCustomFields } from "../hal/custom-fields.js";
import { Link } from "../hal/link.js";

/** A user, group or placeholder user: `_type` tells which. */
export const Principal = withCustomFields({
  _type: z.string(),
  id: z.number(),
  name: z.string(),
  /** Of users, where this account may see them. */
  login: z.string().optional(),
  email: z.string().nullish(),
  createdAt: z.string().nullish(),
  updatedAt: z.string().nullish(),
  _links: withCustomFields({ self: Link, memberships: Link.optional() }),
});

export type Principal = z.output<typeof Principal>;

/** A user. */
export const User = Principal.extend({
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  admin: z.boolean().optional(),
  /** `active`, `registered`, `locked` or `invited`. */
  status: z.string().optional(),
  language: z.string().nullish(),
  /** A URL. */
  avatar: z.string().nullish(),
  /** What a single sign-on knows the user by. */
  identityUrl: z.string().nullish(),
  _links: withCustomFields({
    self: Link,
    memberships: Link.optional(),
    authSource: Link.optional(),
    /** For people: not of the API. */
    showUser: Link.optional(),
  }),
});

export type User = z.output<typeof User>;

/** Users that are given roles together. */
export const Group = Principal.extend({
  _links: withCustomFields({
    self: Link,
    members: z.array(Link).optional(),
    memberships: Link.optional(),
  }),
});

export type Group = z.output<typeof Group>;

/** Somebody who is not known yet. */
export const PlaceholderUser = Principal.extend({ status: z.string().optional() });

export type PlaceholderUser = z.output<typeof PlaceholderUser>;

/** What is left of a principal when only some properties were asked for. */
export const PrincipalExcerpt = openObject({
  _type: z.string().optional(),
  id: z.number().optional(),
  name: z.string().optional(),
  _links: openObject({ self: Link.optional() }).optional(),
});

export type PrincipalExcerpt = z.output<typeof PrincipalExcerpt>;
