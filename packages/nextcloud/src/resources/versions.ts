import { asNothing, type Path, path, type RequestOptions } from "@platformq/resilience";
import type { OwnPath } from "../dav/dav-path.js";
import { NC, Properties, propfindXml } from "../dav/properties.js";
import { proppatch } from "../dav/proppatch.js";
import { type DownloadFile, type FileDownload, openDownload } from "../files/download.js";
import type { NextcloudTransport } from "../transport.js";

/** What a file was at a time. */
export interface FileVersion {
  /** What the other methods take: the time of modification in seconds. */
  readonly id: string;
  readonly lastModified: Date;
  /** Bytes. */
  readonly size: number;
  readonly contentType: string | undefined;
  /** What somebody called it. */
  readonly label: string | undefined;
  /** User id of who made it. */
  readonly author: string | undefined;
}

const QUERY = propfindXml([
  "<d:getlastmodified/><d:getcontentlength/><d:getcontenttype/><nc:version-label/><nc:version-author/>",
]);
const versionsOf =
  (fileId: number): OwnPath =>
  (user) =>
    path`remote.php/dav/versions/${user}/versions/${fileId}`;
const versionOf =
  (fileId: number, id: string): OwnPath =>
  (user) =>
    path`remote.php/dav/versions/${user}/versions/${fileId}/${id}`;

/** Earlier contents of files. @see https://docs.nextcloud.com/server/latest/developer_manual/client_apis/WebDAV/versions.html */
export class VersionsResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Lists the versions of a file; the newest is the file as it is. @throws NotFoundError */
  async list(fileId: number, options?: RequestOptions): Promise<FileVersion[]> {
    const request = { method: "PROPFIND", path: versionsOf(fileId), headers: { depth: "1" } };
    const responses = await this.transport.dav.query(request, QUERY, options);
    return responses
      .filter(({ path: at }) => at.split("/").length > 5)
      .map((response) => {
        const properties = new Properties(response);
        return {
          id: response.path.split("/").at(-1) ?? "",
          lastModified: properties.date("{DAV:}getlastmodified") ?? new Date(0),
          size: properties.number("{DAV:}getcontentlength") ?? 0,
          contentType: properties.text("{DAV:}getcontenttype") || undefined,
          label: properties.text(`${NC}version-label`) || undefined,
          author: properties.text(`${NC}version-author`) || undefined,
        };
      })
      .sort((a, b) => Number(b.id) - Number(a.id));
  }

  /** Opens the content of a version; read it to its end or destroy it. @throws NotFoundError */
  async downloadStream(
    fileId: number,
    id: string,
    params: DownloadFile = {},
    options?: RequestOptions,
  ): Promise<FileDownload> {
    const { dav, http } = this.transport;
    return openDownload(dav, http, versionOf(fileId, id), params, options);
  }

  /** Makes a version the file's content again; what it holds now becomes a version. @throws NotFoundError */
  async restore(fileId: number, id: string, options?: RequestOptions): Promise<void> {
    const request = {
      method: "MOVE",
      path: versionOf(fileId, id),
      destination: (user: Path) => path`remote.php/dav/versions/${user}/restore/target`,
    };
    return this.transport.dav.request(request, asNothing, options);
  }

  /** Names a version, which keeps it from being thinned out; an empty name takes that back. @throws NotFoundError */
  async setLabel(fileId: number, id: string, label: string, options?: RequestOptions): Promise<void> {
    return proppatch(this.transport.dav, versionOf(fileId, id), { [`${NC}version-label`]: label }, options);
  }

  /** Deletes a version. @throws NotFoundError, ForbiddenError for the file as it is. */
  async delete(fileId: number, id: string, options?: RequestOptions): Promise<void> {
    return this.transport.dav.request({ method: "DELETE", path: versionOf(fileId, id) }, asNothing, options);
  }
}
