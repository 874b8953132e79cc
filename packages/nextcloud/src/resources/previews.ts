import { asBytes, path, type RequestOptions, secret } from "@platformq/resilience";
import type { NextcloudTransport } from "../transport.js";

/** How a preview should be. */
export interface PreviewSize {
  /** Pixels. @default 32 */
  width?: number | undefined;
  /** Pixels. @default 32 */
  height?: number | undefined;
  /** `true` keeps the proportions, `false` cuts to the size. @default false */
  keepAspectRatio?: boolean | undefined;
}

/** Small pictures of files; all of them answer with an image's bytes. */
export class PreviewsResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Gets a picture of a file. @throws NotFoundError, also for a file of which there is none. */
  async get(
    fileId: number,
    params: PreviewSize & { mode?: "fill" | "cover" | undefined } = {},
    options?: RequestOptions,
  ): Promise<Buffer> {
    const query = { fileId, ...size(params), mode: params.mode };
    return this.transport.http.request(
      { method: "GET", path: path`index.php/core/preview`, query },
      asBytes,
      options,
    );
  }

  /** Gets a picture of a file by its path. @throws as {@link get} does. */
  async getByPath(file: string, params: PreviewSize = {}, options?: RequestOptions): Promise<Buffer> {
    const query = { file, ...size(params) };
    return this.transport.http.request(
      { method: "GET", path: path`index.php/core/preview.png`, query },
      asBytes,
      options,
    );
  }

  /** Gets a picture of a file in the trash. @throws NotFoundError */
  async getTrashed(fileId: number, params: PreviewSize = {}, options?: RequestOptions): Promise<Buffer> {
    const at = path`index.php/apps/files_trashbin/preview`;
    const query = { fileId, ...size(params) };
    return this.transport.http.request({ method: "GET", path: at, query }, asBytes, options);
  }

  /** Gets a picture of an earlier version. @throws NotFoundError */
  async getVersion(
    file: string,
    version: string,
    params: Omit<PreviewSize, "keepAspectRatio"> = {},
    options?: RequestOptions,
  ): Promise<Buffer> {
    const at = path`index.php/apps/files_versions/preview`;
    const query = { file, version, x: params.width, y: params.height };
    return this.transport.http.request({ method: "GET", path: at, query }, asBytes, options);
  }

  /** Gets a picture of what a link leads to, without signing in. @throws NotFoundError, ForbiddenError. */
  async getPublic(
    token: string,
    params: PreviewSize & { file?: string | undefined } = {},
    options?: RequestOptions,
  ): Promise<Buffer> {
    const at = path`index.php/apps/files_sharing/publicpreview/${secret(token)}`;
    const query = { file: params.file, ...size(params) };
    return this.transport.http.request({ method: "GET", path: at, query, anonymous: true }, asBytes, options);
  }
}

function size({ width, height, keepAspectRatio }: PreviewSize) {
  return { x: width, y: height, a: keepAspectRatio };
}
