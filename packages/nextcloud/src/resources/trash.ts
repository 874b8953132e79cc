import { asNothing, type Path, path, type RequestOptions } from "@platformq/resilience";
import type { OwnPath } from "../dav/dav-path.js";
import { NC, OC, Properties, propfindXml } from "../dav/properties.js";
import type { NextcloudTransport } from "../transport.js";

/** A file or folder in the trash. */
export interface TrashedFile {
  /** What it is called in the trash, which is what the other methods take: `plan.md.d1795345759`. */
  readonly id: string;
  /** What it was called. */
  readonly name: string;
  /** Where it was, from the account's root, with a slash in front. */
  readonly originalPath: string;
  readonly deletedAt: Date | undefined;
  readonly deletedBy: string;
  readonly type: "file" | "folder";
  readonly fileId: number;
  /** Bytes. */
  readonly size: number;
  readonly contentType: string | undefined;
}

const QUERY = propfindXml([
  "<d:resourcetype/><d:getcontenttype/><oc:fileid/><oc:size/><nc:trashbin-filename/>",
  "<nc:trashbin-original-location/><nc:trashbin-deletion-time/><nc:trashbin-deleted-by-id/>",
]);
const inTrash: OwnPath = (user) => path`remote.php/dav/trashbin/${user}/trash`;
const trashed =
  (id: string): OwnPath =>
  (user) =>
    path`remote.php/dav/trashbin/${user}/trash/${id}`;

/** Deleted files. @see https://docs.nextcloud.com/server/latest/developer_manual/client_apis/WebDAV/trashbin.html */
export class TrashResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Lists what is in the trash; the server gives all of it at once. */
  async list(options?: RequestOptions): Promise<TrashedFile[]> {
    const request = { method: "PROPFIND", path: inTrash, headers: { depth: "1" } };
    const responses = await this.transport.dav.query(request, QUERY, options);
    // The trash itself is listed among what is in it.
    return responses.filter(({ path: at }) => at.split("/").length > 4).map(trashedFile);
  }

  /**
   * Puts a file back where it was. Where its name is taken, it comes back beside it under another, unless `overwrite`
   * is `false`, which refuses.
   *
   * @throws NotFoundError, ConflictError.
   */
  async restore(
    id: string,
    params: { overwrite?: boolean | undefined } = {},
    options?: RequestOptions,
  ): Promise<void> {
    const request = {
      method: "MOVE",
      path: trashed(id),
      // Whatever stands here, the file goes to where it was.
      destination: (user: Path) => path`remote.php/dav/trashbin/${user}/restore/${id}`,
      headers: params.overwrite === false ? { overwrite: "F" } : {},
    };
    return this.transport.dav.request(request, asNothing, options);
  }

  /** Deletes a file in the trash for good. @throws NotFoundError */
  async delete(id: string, options?: RequestOptions): Promise<void> {
    return this.transport.dav.request({ method: "DELETE", path: trashed(id) }, asNothing, options);
  }

  /** Deletes everything in the trash for good. */
  async empty(options?: RequestOptions): Promise<void> {
    return this.transport.dav.request({ method: "DELETE", path: inTrash }, asNothing, options);
  }
}

function trashedFile(response: ConstructorParameters<typeof Properties>[0]): TrashedFile {
  const properties = new Properties(response);
  const isFolder = properties.element("{DAV:}resourcetype")?.child("{DAV:}collection") !== undefined;
  return {
    id: response.path.split("/").at(-1) ?? "",
    name: properties.text(`${NC}trashbin-filename`),
    originalPath: `/${properties.text(`${NC}trashbin-original-location`)}`,
    deletedAt: properties.seconds(`${NC}trashbin-deletion-time`),
    deletedBy: properties.text(`${NC}trashbin-deleted-by-id`),
    type: isFolder ? "folder" : "file",
    fileId: properties.number(`${OC}fileid`) ?? 0,
    size: properties.number(`${OC}size`) ?? 0,
    contentType: properties.text("{DAV:}getcontenttype") || undefined,
  };
}
