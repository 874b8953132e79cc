import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** The media type by which a folder is linked. */
export const FOLDER = "application/x-op-directory";

/** A file of a storage that a work package points to. */
export const FileLink = openObject({
  id: z.number(),
  originData: openObject({
    /** The storage's own id of the file. */
    id: z.string(),
    name: z.string(),
    mimeType: z.string().nullish(),
    /** In bytes. */
    size: z.number().nullish(),
    createdAt: z.string().nullish(),
    lastModifiedAt: z.string().nullish(),
    createdByName: z.string().nullish(),
    lastModifiedByName: z.string().nullish(),
  }),
  createdAt: z.string(),
  updatedAt: z.string(),
  _links: openObject({
    self: Link,
    storage: Link,
    container: Link.optional(),
    creator: Link.optional(),
    /** A name: whether this account can see the file, such as `…:file-links:permission:ViewAllowed`. */
    status: Link.optional(),
    /** Where people find the file, and the folder it is in. */
    originOpen: Link.optional(),
    originOpenLocation: Link.optional(),
    /** The same, by way of OpenProject: these stay as they are. */
    staticOriginOpen: Link.optional(),
    staticOriginOpenLocation: Link.optional(),
    staticOriginDownload: Link.optional(),
  }),
});

export type FileLink = z.output<typeof FileLink>;
