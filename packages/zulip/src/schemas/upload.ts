import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** An uploaded file, to be linked to in a message: `[filename](url)`. */
export const UploadedFile = openObject({
  /** Relative to the server. */
  url: z.string().optional(),
  /** The only name for it before Zulip 9. */
  uri: z.string().optional(),
  /** As the server keeps it; since Zulip 9. */
  filename: z.string().optional(),
})
  .refine(({ url, uri }) => url !== undefined || uri !== undefined, "neither url nor uri")
  .transform(({ uri, url = uri ?? "", ...rest }) => ({ ...rest, url }));

export type UploadedFile = z.output<typeof UploadedFile>;
