import {
  asAnswer,
  asNothing,
  header,
  jsonBody,
  type Page,
  path,
  type RequestOptions,
} from "@platformq/resilience";
import type { DavResponse } from "../dav/multistatus.js";
import { NAMESPACES, OC, Properties } from "../dav/properties.js";
import { proppatch } from "../dav/proppatch.js";
import { offsetPage } from "../ocs/offset-page.js";
import type { NextcloudTransport } from "../transport.js";

/** A comment on a file. */
export interface Comment {
  readonly id: number;
  readonly message: string;
  /** Who wrote it: `users` and a user id, or `deleted_users`. */
  readonly actorType: string;
  readonly actorId: string;
  readonly actorDisplayName: string;
  readonly createdAt: Date;
  readonly isUnread: boolean;
}

/** Which comments to list, newest first. */
export interface ListComments {
  /** Comments per page. @default 100 */
  limit?: number | undefined;
  /** @default 0 */
  offset?: number | undefined;
}

/** Comments on files. @see https://docs.nextcloud.com/server/latest/developer_manual/client_apis/WebDAV/comments.html */
export class CommentsResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Lists the comments on a file, newest first. @throws NotFoundError */
  async list(fileId: number, params: ListComments = {}, options?: RequestOptions): Promise<Page<Comment>> {
    return offsetPage(params, async ({ limit, offset }) => {
      const xml = `<?xml version="1.0"?><oc:filter-comments ${NAMESPACES}><oc:limit>${limit}</oc:limit><oc:offset>${offset}</oc:offset></oc:filter-comments>`;
      const request = { method: "REPORT", path: path`remote.php/dav/comments/files/${fileId}` };
      return (await this.transport.dav.query(request, xml, options)).map(comment);
    });
  }

  /**
   * Comments on a file. Not repeated when its outcome is unknown.
   *
   * @param message At most 1000 characters; `@user` tells that user. @returns the comment's id.
   * @throws NotFoundError, BadRequestError for a message that is too long.
   */
  async create(fileId: number, message: string, options?: RequestOptions): Promise<number> {
    const body = jsonBody({ actorType: "users", verb: "comment", message });
    const request = { method: "POST", path: path`remote.php/dav/comments/files/${fileId}`, body };
    const answer = await this.transport.dav.request(request, asAnswer, options);
    return Number(header(answer, "content-location")?.split("/").at(-1));
  }

  /** Changes a comment of one's own. @throws NotFoundError, ForbiddenError. */
  async update(fileId: number, id: number, message: string, options?: RequestOptions): Promise<void> {
    const at = path`remote.php/dav/comments/files/${fileId}/${id}`;
    return proppatch(this.transport.dav, at, { [`${OC}message`]: message }, options);
  }

  /** Deletes a comment of one's own. @throws NotFoundError, ForbiddenError. */
  async delete(fileId: number, id: number, options?: RequestOptions): Promise<void> {
    const at = path`remote.php/dav/comments/files/${fileId}/${id}`;
    return this.transport.dav.request({ method: "DELETE", path: at }, asNothing, options);
  }

  /** Marks the comments on a file as read, up to a time. @throws NotFoundError */
  async markRead(fileId: number, upTo: Date, options?: RequestOptions): Promise<void> {
    const at = path`remote.php/dav/comments/files/${fileId}`;
    return proppatch(this.transport.dav, at, { [`${OC}readMarker`]: upTo.toUTCString() }, options);
  }
}

function comment(response: DavResponse): Comment {
  const properties = new Properties(response);
  return {
    id: properties.number(`${OC}id`) ?? 0,
    message: properties.text(`${OC}message`),
    actorType: properties.text(`${OC}actorType`),
    actorId: properties.text(`${OC}actorId`),
    actorDisplayName: properties.text(`${OC}actorDisplayName`),
    createdAt: properties.date(`${OC}creationDateTime`) ?? new Date(0),
    isUnread: properties.flag(`${OC}isUnread`),
  };
}
