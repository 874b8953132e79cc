import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Formattable } from "../hal/formattable.js";
import { Link } from "../hal/link.js";

/** A file in OpenProject. */
export const Attachment = openObject({
  id: z.number(),
  fileName: z.string(),
  /** In bytes. */
  fileSize: z.number().nullish(),
  description: Formattable.nullish(),
  /** `uploaded`, `prepared`, `scanned`, `quarantined` or `rescan`. */
  status: z.string().optional(),
  contentType: z.string(),
  digest: openObject({ algorithm: z.string(), hash: z.string() }).nullish(),
  createdAt: z.string(),
  _links: openObject({
    self: Link,
    container: Link.optional(),
    author: Link.optional(),
    /** May lead to another host, and for a short time only. */
    downloadLocation: Link.optional(),
  }),
});

export type Attachment = z.output<typeof Attachment>;

/** Where a file is to be uploaded past OpenProject. */
export const AttachmentUpload = openObject({
  _links: openObject({
    addAttachment: openObject({ href: z.string(), form_fields: z.record(z.string(), z.string()) }),
    completeUpload: Link,
  }),
});

export type AttachmentUpload = z.output<typeof AttachmentUpload>;
