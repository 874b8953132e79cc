import { z } from "zod";

const LINK = 3;

const flag = z.union([z.boolean(), z.number()]).nullish().transform(Boolean);
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);

/** A share; what else the server tells keeps the name it has there. */
export const Share = z
  .looseObject({
    id: z.coerce.string(),
    share_type: z.number(),
    permissions: z.number(),
    path: z.string(),
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
  })
  .transform((wire) => {
    const {
      share_type: shareType,
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
      /** A number of {@link ShareType}, or one that is newer. */
      shareType,
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
      shareWith: shareType === LINK ? null : shareWith,
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
export const DeletedShare = z
  .looseObject({
    id: z.coerce.string(),
    share_type: z.number(),
    uid_owner: z.string(),
    permissions: z.number(),
    path: z.string(),
    item_type: z.string(),
    file_source: z.number(),
  })
  .transform(({ share_type, uid_owner, item_type, file_source, ...rest }) => ({
    ...rest,
    shareType: share_type,
    ownerId: uid_owner,
    itemType: item_type,
    fileId: file_source,
  }));

/** A share of this account's that it has left. */
export type DeletedShare = z.output<typeof DeletedShare>;

/** A share from another server. */
export const RemoteShare = z
  .looseObject({
    id: z.coerce.number(),
    remote: z.string(),
    name: z.string(),
    owner: z.string(),
    user: z.string(),
    mountpoint: z.string(),
    accepted: z.union([z.boolean(), z.number()]).transform(Boolean),
    file_id: z.number().nullish(),
  })
  .transform(({ file_id, share_token: _, ...rest }) => ({ ...rest, fileId: file_id ?? null }));

/** A share from another server. */
export type RemoteShare = z.output<typeof RemoteShare>;
