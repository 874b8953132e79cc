import { type FileSource, InvalidInputError, openFile, type StreamedFile } from "@platformq/resilience";
import { contentTypeOf } from "./content-types.js";

/** What to call a file. */
export interface FileNames {
  /** As people see it; Unicode. @default the file's own name, where it has one */
  filename?: string | undefined;
  /** Media type. @default what the name's extension says */
  contentType?: string | undefined;
}

/** A file with the name and media type it is sent with. */
export interface NamedFile extends StreamedFile {
  readonly filename: string;
  readonly contentType: string;
}

/** Finds out how to read a file. @throws InvalidInputError for one that cannot be read or has no name */
export async function nameFile(source: FileSource, names: FileNames): Promise<NamedFile> {
  const { name, contentType, sizeBytes, open } = await openFile(source, "zulip");
  const filename = names.filename ?? name;
  if (!filename) throw new InvalidInputError("The file needs a filename", { service: "zulip" });
  const type = names.contentType ?? contentType ?? contentTypeOf(filename);
  return { open, sizeBytes, filename, contentType: type };
}
