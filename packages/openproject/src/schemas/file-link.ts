import { z } from "zod";
import { Link } from "../hal/link.js";

/** The media type by which a folder is linked. */
export const FOLDER = "application/x-op-directory";

/** A file of a storage that a work package points to. */
export const FileLink = z.looseObject({
  id: z.number(),
  originData: z.looseObject({
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
  _links: z.looseObject({
    self: Link,
    storage: Link,
    container: Link.optional(),
    creator: Link.optional(),
    /** A name: whether this account can see the file, such as `…:file-links:permission:ViewAllowed`. */
    status: Link.optional(),
  }),
});

export type FileLink = z.output<typeof FileLink>;
