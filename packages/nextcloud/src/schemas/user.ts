import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { phpMap } from "./php-map.js";

/** Bytes; `-3` is unlimited. */
const Quota = openObject({
  free: z.number().optional(),
  used: z.number().optional(),
  total: z.number().optional(),
  /** Percent used. */
  relative: z.number().optional(),
  quota: z.union([z.number(), z.string()]).optional(),
});

/** How much a user may store, and does. */
export type Quota = z.output<typeof Quota>;

/** A user; what else the server tells keeps the name it has there. */
export const User = openObject({
  id: z.string(),
  displayname: z.string().nullish(),
  "display-name": z.unknown().optional(),
  email: z.string().nullish(),
  additional_mail: z.array(z.string()).nullish(),
  enabled: z.boolean().optional(),
  groups: z.array(z.string()).nullish(),
  subadmin: z.array(z.string()).nullish(),
  language: z.string().optional(),
  lastLoginTimestamp: z.number().optional(),
  lastLogin: z.unknown().optional(),
  quota: z.union([Quota, z.tuple([])]).optional(),
}).transform((wire) => {
  const {
    "display-name": _,
    displayname,
    additional_mail,
    lastLoginTimestamp,
    lastLogin: __,
    ...rest
  } = wire;
  return {
    ...rest,
    displayName: displayname ?? wire.id,
    email: wire.email ?? null,
    additionalEmails: additional_mail ?? [],
    groups: wire.groups ?? [],
    /** Groups the user administers. */
    subadmin: wire.subadmin ?? [],
    /** `null` before the first login. */
    lastLogin: lastLoginTimestamp ? new Date(lastLoginTimestamp * 1000) : null,
    quota: Array.isArray(wire.quota) ? undefined : wire.quota,
  };
});

/** A user of the server. */
export type User = z.output<typeof User>;

/** Users as lists have them: by id. Backends that fail leave an entry that has nothing but the id. */
export const UsersById = openObject({ users: phpMap(User) }).transform(({ users }): User[] =>
  Object.values(users),
);
