import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";
import { OAuthApplication, OAuthClientCredentials } from "./oauth-application.js";

/** A place for files, such as a Nextcloud. */
export const Storage = openObject({
  id: z.number(),
  name: z.string(),
  configured: z.boolean().optional(),
  /** Whether OpenProject looks after the projects' folders in it. */
  hasApplicationPassword: z.boolean().optional(),
  /** Where users sign in by single sign-on: what their tokens are to be made out to. */
  storageAudience: z.string().nullish(),
  tokenExchangeScope: z.string().nullish(),
  /** Of a OneDrive. */
  tenantId: z.string().nullish(),
  driveId: z.string().nullish(),
  forbiddenFileNameCharacters: z.string().nullish(),
  createdAt: z.string().nullish(),
  updatedAt: z.string().nullish(),
  _links: openObject({
    self: Link,
    /** A name, such as `urn:openproject-org:api:v3:storages:Nextcloud`. */
    type: Link,
    origin: Link.optional(),
    authenticationMethod: Link.optional(),
    oauthApplication: Link.optional(),
    oauthClientCredentials: Link.optional(),
    /** For people: not of the API. */
    open: Link.optional(),
    /** Where a user connects with it. */
    authorize: Link.optional(),
    /** A name: whether this account is connected with it, such as `…:storages:authorization:Connected`. */
    authorizationState: Link.optional(),
  }),
  _embedded: openObject({
    /** What the storage signs in to OpenProject with. Its secret is told once, when the storage is created. */
    oauthApplication: OAuthApplication.optional(),
    /** What OpenProject signs in to the storage with. */
    oauthClientCredentials: OAuthClientCredentials.nullish(),
  }).optional(),
});

export type Storage = z.output<typeof Storage>;

/** A file or folder as its storage knows it. */
export const StorageFile = openObject({
  id: z.string(),
  name: z.string(),
  /** `application/x-op-directory` is a folder. */
  mimeType: z.string().nullish(),
  /** In bytes. */
  size: z.number().nullish(),
  location: z.string().optional(),
  createdAt: z.string().nullish(),
  lastModifiedAt: z.string().nullish(),
  createdByName: z.string().nullish(),
  lastModifiedByName: z.string().nullish(),
});

export type StorageFile = z.output<typeof StorageFile>;

/** What is in a folder of a storage. */
export const StorageFiles = openObject({
  files: z.array(StorageFile),
  parent: StorageFile,
  ancestors: z.array(StorageFile),
});

export type StorageFiles = z.output<typeof StorageFiles>;

/** Where a file can be uploaded to a storage. */
export const UploadLink = openObject({ _links: openObject({ destination: Link }) });

export type UploadLink = z.output<typeof UploadLink>;

/** The use of a storage in a project. */
export const ProjectStorage = openObject({
  id: z.number(),
  /** `inactive`, `manual` or `automatic`. */
  projectFolderMode: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  _links: openObject({
    self: Link,
    storage: Link,
    project: Link,
    creator: Link.optional(),
    /** The project's folder, by the storage's own id; where there is one. */
    projectFolder: Link.optional(),
    /** For people: the folder, or else the storage. */
    open: Link.optional(),
    openWithConnectionEnsured: Link.optional(),
  }),
});

export type ProjectStorage = z.output<typeof ProjectStorage>;
