import {
  asAnswer,
  asNothing,
  ConflictError,
  header,
  jsonBody,
  type Path,
  path,
  type RequestOptions,
} from "@platformq/resilience";
import { NC, OC, Properties, propfindXml } from "../dav/properties.js";
import { proppatch } from "../dav/proppatch.js";
import type { NextcloudTransport } from "../transport.js";

/** A tag of the server. */
export interface Tag {
  readonly id: number;
  readonly name: string;
  readonly userVisible: boolean;
  /** Whether others than administrators may put it on files. */
  readonly userAssignable: boolean;
  /** Whether this account may. */
  readonly canAssign: boolean;
  /** Six hexadecimal digits; empty when it has none. */
  readonly color: string;
}

/** A tag to create. */
export interface CreateTag {
  name: string;
  /** @default true */
  userVisible?: boolean | undefined;
  /** @default true */
  userAssignable?: boolean | undefined;
}

/** What can be changed of a tag. */
export interface UpdateTag extends Partial<CreateTag> {
  /** Six hexadecimal digits. */
  color?: string | undefined;
}

const QUERY = propfindXml([
  "<oc:id/><oc:display-name/><oc:user-visible/><oc:user-assignable/><oc:can-assign/><nc:color/>",
]);

/** Tags that all accounts share. @see https://docs.nextcloud.com/server/latest/developer_manual/client_apis/WebDAV/basic.html */
export class TagsResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Lists the tags of the server. */
  async list(options?: RequestOptions): Promise<Tag[]> {
    return this.#list(path`remote.php/dav/systemtags`, options);
  }

  /** Lists the tags of a file. @throws NotFoundError */
  async ofFile(fileId: number, options?: RequestOptions): Promise<Tag[]> {
    return this.#list(path`remote.php/dav/systemtags-relations/files/${fileId}`, options);
  }

  /**
   * Creates a tag. Not repeated when its outcome is unknown.
   *
   * @returns its id. @throws ConflictError `TAG_EXISTS`; BadRequestError where the account may not create such a tag.
   */
  async create(params: CreateTag, options?: RequestOptions): Promise<number> {
    const body = jsonBody({ userVisible: true, userAssignable: true, ...params });
    const request = { method: "POST", path: path`remote.php/dav/systemtags`, body };
    const answer = await this.transport.dav.request(request, asAnswer, options);
    return Number(header(answer, "content-location")?.split("/").at(-1));
  }

  /** Changes a tag. @throws NotFoundError, ForbiddenError. */
  async update(id: number, params: UpdateTag, options?: RequestOptions): Promise<void> {
    const { name, userVisible, userAssignable, color } = params;
    const changes = {
      ...(name !== undefined && { [`${OC}display-name`]: name }),
      ...(userVisible !== undefined && { [`${OC}user-visible`]: String(userVisible) }),
      ...(userAssignable !== undefined && { [`${OC}user-assignable`]: String(userAssignable) }),
      ...(color !== undefined && { [`${NC}color`]: color }),
    };
    return proppatch(this.transport.dav, path`remote.php/dav/systemtags/${id}`, changes, options);
  }

  /** Deletes a tag, from all files too. @throws NotFoundError, ForbiddenError. */
  async delete(id: number, options?: RequestOptions): Promise<void> {
    const request = { method: "DELETE", path: path`remote.php/dav/systemtags/${id}` };
    return this.transport.dav.request(request, asNothing, options);
  }

  /** Puts a tag on a file; one that it has already is no error. @throws NotFoundError, also `TAG_NOT_FOUND`. */
  async assign(fileId: number, tagId: number, options?: RequestOptions): Promise<void> {
    try {
      const at = path`remote.php/dav/systemtags-relations/files/${fileId}/${tagId}`;
      await this.transport.dav.request({ method: "PUT", path: at }, asNothing, options);
    } catch (error) {
      // The server takes a second assignment for an upload onto a folder.
      if (!(error instanceof ConflictError && error.status === 409)) throw error;
    }
  }

  /** Takes a tag off a file. @throws NotFoundError */
  async unassign(fileId: number, tagId: number, options?: RequestOptions): Promise<void> {
    const at = path`remote.php/dav/systemtags-relations/files/${fileId}/${tagId}`;
    return this.transport.dav.request({ method: "DELETE", path: at }, asNothing, options);
  }

  async #list(at: Path, options: RequestOptions | undefined): Promise<Tag[]> {
    const request = { method: "PROPFIND", path: at, headers: { depth: "1" } };
    const responses = await this.transport.dav.query(request, QUERY, options);
    return responses.flatMap((response) => {
      const properties = new Properties(response);
      // What has no id is the list itself.
      if (!properties.has(`${OC}id`)) return [];
      return [
        {
          id: Number(properties.text(`${OC}id`)),
          name: properties.text(`${OC}display-name`),
          userVisible: properties.flag(`${OC}user-visible`),
          userAssignable: properties.flag(`${OC}user-assignable`),
          canAssign: properties.flag(`${OC}can-assign`),
          color: properties.text(`${NC}color`),
        },
      ];
    });
  }
}
