import { z } from "zod";
import { Link } from "../hal/link.js";

/** A user, group or placeholder user: `_type` tells which. */
export const Principal = z.looseObject({
  _type: z.string(),
  id: z.number(),
  name: z.string(),
  /** Of users, where this account may see them. */
  login: z.string().optional(),
  email: z.string().nullish(),
  createdAt: z.string().nullish(),
  updatedAt: z.string().nullish(),
  _links: z.looseObject({ self: Link }),
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
});

export type User = z.output<typeof User>;

/** Users that are given roles together. */
export const Group = Principal.extend({
  _links: z.looseObject({ self: Link, members: z.array(Link).optional() }),
});

export type Group = z.output<typeof Group>;

/** Somebody who is not known yet. */
export const PlaceholderUser = Principal.extend({ status: z.string().optional() });

export type PlaceholderUser = z.output<typeof PlaceholderUser>;
