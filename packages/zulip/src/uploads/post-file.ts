import type { FileSource, Path, RequestOptions } from "@platformq/resilience";
import type { z } from "zod";
import type { ZulipTransport } from "../transport.js";
import { multipartFile } from "./multipart-file.js";
import { type FileNames, nameFile } from "./named-file.js";

/** A file for an endpoint that takes one. */
interface FileToPost extends FileNames {
  readonly source: FileSource;
  /** Sent along in the query. */
  readonly params?: object | undefined;
}

/** Sends a file, read while it is sent, and reads the answer. @throws InvalidInputError for a file that cannot be read */
export async function postFile<T>(
  transport: ZulipTransport,
  path: Path,
  { source, params, ...names }: FileToPost,
  schema: z.ZodType<T>,
  options?: RequestOptions,
): Promise<T> {
  const body = multipartFile(await nameFile(source, names));
  return transport.request({ method: "POST", path, params, body, lane: "transfer" }, schema, options);
}
