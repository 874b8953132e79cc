import { z } from "zod";
import { Link } from "../hal/link.js";
import { OAuthApplication, OAuthClientCredentials } from "./oauth-application.js";

/** A place for files, such as a Nextcloud. */
export const Storage = z.looseObject({
  id: z.number(),
  name: z.string(),
  configured: z.boolean().optional(),
  /** Whether OpenProject looks after the projects' folders in it. */
  hasApplicationPassword: z.boolean().optional(),
  /** Where users sign in by single sign-on: what their tokens are to be made out to. */
  storageAudience: z.string().nullish(),
  tokenExchangeScope: z.string().nullish(),
  forbiddenFileNameCharacters: z.string().nullish(),
  createdAt: z.string().nullish(),
  updatedAt: z.string().nullish(),
  _links: z.looseObject({
    self: Link,
    /** A name, such as `urn:openproject-org:api:v3:storages:Nextcloud`. */
    type: Link,
    origin: Link.optional(),
    /** A name: whether this account is connected with it, such as `…:storages:authorization:Connected`. */
    authorizationState: Link.optional(),
  }),
  _embedded: z
    .looseObject({
      /** What the storage signs in to OpenProject with. Its secret is told once, when the storage is created. */
      oauthApplication: OAuthApplication.optional(),
      /** What OpenProject signs in to the storage with. */
      oauthClientCredentials: OAuthClientCredentials.nullish(),
    })
    .optional(),
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
  _links: z.looseObject({
    self: Link,
    storage: Link,
    project: Link,
    /** The project's folder, by the storage's own id; where there is one. */
    projectFolder: Link.optional(),
  }),
});

export type ProjectStorage = z.output<typeof ProjectStorage>;
