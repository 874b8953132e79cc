import { z } from "zod";
import { Link } from "../hal/link.js";

/** A place for files, such as a Nextcloud. */
export const Storage = z.looseObject({
  id: z.number(),
  name: z.string(),
  configured: z.boolean().optional(),
  hasApplicationPassword: z.boolean().optional(),
  createdAt: z.string().nullish(),
  updatedAt: z.string().nullish(),
  _links: z.looseObject({
    self: Link,
    /** A name, such as `urn:openproject-org:api:v3:storages:Nextcloud`. */
    type: Link,
    origin: Link.optional(),
    authorizationState: Link.optional(),
  }),
});

export type Storage = z.output<typeof Storage>;

/** A file or folder as its storage knows it. */
export const StorageFile = z.looseObject({
  id: z.string(),
  name: z.string(),
  /** `application/x-op-directory` is a folder. */
  mimeType: z.string().nullish(),
  /** In bytes. */
  size: z.number().nullish(),
  location: z.string().optional(),
  createdAt: z.string().nullish(),
  lastModifiedAt: z.string().nullish(),
});

export type StorageFile = z.output<typeof StorageFile>;

/** What is in a folder of a storage. */
export const StorageFiles = z.looseObject({
  files: z.array(StorageFile),
  parent: StorageFile,
  ancestors: z.array(StorageFile),
});

export type StorageFiles = z.output<typeof StorageFiles>;

/** Where a file can be uploaded to a storage. */
export const UploadLink = z.looseObject({ _links: z.looseObject({ destination: Link }) });

export type UploadLink = z.output<typeof UploadLink>;

/** The use of a storage in a project. */
export const ProjectStorage = z.looseObject({
  id: z.number(),
  /** `inactive`, `manual` or `automatic`. */
  projectFolderMode: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  _links: z.looseObject({ self: Link, storage: Link, project: Link, projectFolder: Link.optional() }),
});

export type ProjectStorage = z.output<typeof ProjectStorage>;
