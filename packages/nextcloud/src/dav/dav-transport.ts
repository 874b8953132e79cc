import {
  type HttpClient,
  type HttpRequest,
  type Path,
  path,
  type Reader,
  type RequestOptions,
  segments,
} from "@platformq/resilience";
import { z } from "zod";
import type { OcsTransport } from "../ocs/ocs-transport.js";
import { UserId } from "./user-id.js";

const Account = z.looseObject({ id: z.string() });

/** A WebDAV request about a path in the account's files. */
export interface FileRequest extends Omit<HttpRequest, "path" | "target" | "query"> {
  /** From the account's root; a slash in front makes no difference. */
  readonly file: string;
}

/** Calls WebDAV, where paths hold the user's id. */
export class DavTransport {
  readonly #userId: UserId;

  constructor(
    private readonly http: HttpClient,
    ocs: OcsTransport,
  ) {
    this.#userId = new UserId(async () => (await ocs.get(path`cloud/user`, {}, Account)).id);
  }

  async request<T>(request: FileRequest, reader: Reader<T>, options?: RequestOptions): Promise<T> {
    const { file, ...rest } = request;
    return this.http.request({ ...rest, path: await this.#pathOf(file, options?.signal) }, reader, options);
  }

  async #pathOf(file: string, signal: AbortSignal | undefined): Promise<Path> {
    // Checked before the user id is asked for: a bad path costs no request.
    const own = segments(normalizePath(file));
    const userId = await this.#userId.get(signal);
    return path`remote.php/dav/files/${userId}/${own}`;
  }
}

/** Writes a path as the server lists it: NFC, a slash in front, none at the end. */
export function normalizePath(file: string): string {
  const parts = file.normalize("NFC").split("/");
  return `/${parts.filter((part) => part !== "").join("/")}`;
}
