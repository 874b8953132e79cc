import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { permissionNames } from "./permission.js";
import { shareTypeName } from "./share-type.js";

const shareTypeField = z.number().transform(shareTypeName);

const flag = z.union([z.boolean(), z.number()]).nullish().transform(Boolean);
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);

/** One of a share's further rules, such as `{ scope: "permissions", key: "download", value: false }`. */
const Attribute = openObject({
  scope: z.string(),
  key: z.string(),
  value: z.union([z.boolean(), z.string(), z.number(), z.array(z.string())]).nullish(),
  enabled: z.boolean().nullish(),
})
  // Before Nextcloud 30 there were only flags.
  .transform(({ scope, key, value, enabled }) => ({ scope, key, value: value ?? enabled ?? false }));

/** One of a share's further rules, such as `{ scope: "permissions", key: "download", value: false }`. */
export type ShareAttribute = z.output<typeof Attribute>;

/** JSON in a text, of all things. */
const attributes = z
  .preprocess((value) => (typeof value === "string" ? jsonIn(value) : value), z.array(Attribute).nullish())
  .transform((list) => list ?? []);

/** A share; what else the server tells keeps the name it has there. */
export const Share = openObject({
  id: z.coerce.string(),
  share_type: shareTypeField,
  permissions: z.number(),
  /** `null` of what this account cannot reach by a path. */
  path: text,
  item_type: z.string(),
  file_source: z.number(),
  file_target: text,
  uid_owner: z.string(),
  displayname_owner: text,
  uid_file_owner: text,
  displayname_file_owner: text,
  share_with: text,
  share_with_displayname: text,
  stime: z.number(),
  expiration: text,
  token: text,
  url: text,
  note: text,
  label: text,
  password: text,
  hide_download: flag,
  mail_send: flag,
  attributes,
}).transform((wire) => {
  const {
    share_type: shareType,
    permissions: permissionBits,
    item_type: itemType,
    file_source: fileId,
    file_target: fileTarget,
    uid_owner: ownerId,
    displayname_owner: ownerDisplayName,
    uid_file_owner: fileOwnerId,
    displayname_file_owner: fileOwnerDisplayName,
    share_with: shareWith,
    share_with_displayname: shareWithDisplayName,
    stime,
    expiration,
    password,
    hide_download: hideDownload,
    mail_send: sendMail,
    ...rest
  } = wire;
  return {
    ...rest,
    /** A name of `ShareType`, or the number of one that is newer. */
    shareType,
    permissions: permissionNames(permissionBits),
    /** The permissions as their sum, with those that are newer than the names. */
    permissionBits,
    /** `file` or `folder`. */
    itemType,
    fileId,
    /** Where the recipient finds it. */
    fileTarget,
    ownerId,
    ownerDisplayName,
    fileOwnerId,
    fileOwnerDisplayName,
    /** User or group id, or e-mail address. A link has none: the server repeats the password's hash there. */
    shareWith: shareType === "link" ? null : shareWith,
    shareWithDisplayName,
    createdAt: new Date(stime * 1000),
    /** Last day as `YYYY-MM-DD`. */
    expireDate: expiration?.slice(0, "YYYY-MM-DD".length) ?? null,
    hasPassword: password !== null,
    hideDownload,
    sendMail,
  };
});

/** A file or folder shared with somebody, or by a link. */
export type Share = z.output<typeof Share>;

/** A share of this account's that it has left. */
export const DeletedShare = openObject({
  id: z.coerce.string(),
  share_type: shareTypeField,
  uid_owner: z.string(),
  permissions: z.number(),
  path: z.string(),
  item_type: z.string(),
  file_source: z.number(),
}).transform(({ share_type, permissions, uid_owner, item_type, file_source, ...rest }) => ({
  ...rest,
  /** A name of `ShareType`, or the number of one that is newer. */
  shareType: share_type,
  permissions: permissionNames(permissions),
  /** The permissions as their sum, with those that are newer than the names. */
  permissionBits: permissions,
  ownerId: uid_owner,
  itemType: item_type,
  fileId: file_source,
}));

/** A share of this account's that it has left. */
export type DeletedShare = z.output<typeof DeletedShare>;

/** A share from another server. */
export const RemoteShare = openObject({
  id: z.coerce.number(),
  remote: z.string(),
  name: z.string(),
  owner: z.string(),
  user: z.string(),
  mountpoint: z.string(),
  accepted: z.union([z.boolean(), z.number()]).transform(Boolean),
  file_id: z.number().nullish(),
  share_token: z.unknown().optional(),
}).transform(({ file_id, share_token: _, ...rest }) => ({ ...rest, fileId: file_id ?? null }));

/** A share from another server. */
export type RemoteShare = z.output<typeof RemoteShare>;

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
