import { attachmentResource } from "./attachments.js";
import { wholeCollection } from "./collection.js";
import { constraintViolation } from "./errors.js";
import type { Link, Presenter } from "./presenter.js";
import { recordResource } from "./records.js";
import type { RequestBody } from "./request-body.js";
import type { OpenProjectState } from "./state.js";
import { STORAGE_KINDS } from "./storage-kinds.js";

/**
 * Give a work package the files a body lists, and delete those it has and the body leaves out.
 *
 * @throws OpenProjectError 422 for one there is not
 */
export function writeFiles(state: OpenProjectState, body: RequestBody, workPackageId: number): void {
  const owner = `/work_packages/${workPackageId}`;
  const attachments = body.links("attachments", "attachments");
  if (attachments && !attachments.every((id) => state.attachments.has(id))) {
    throw constraintViolation("attachments", "Attachments contains an attachment that does not exist.");
  }
  for (const attachment of attachments ? [...state.attachments.values()] : []) {
    if (attachments?.includes(attachment.id)) attachment.container = owner;
    else if (attachment.container === owner) state.attachments.delete(attachment.id);
  }
  const fileLinks = body.links("fileLinks", "file_links");
  const records = state.recordsOf("/file_links");
  for (const { id, links } of fileLinks ? [...records.values()] : []) {
    if (fileLinks?.includes(id)) links.container = owner;
    else if (links.container === owner) records.delete(id);
  }
}

/** However many files there are, each kind is one link that never changes. */
export function linksToFiles(present: Presenter, workPackageId: number): Record<string, Link> {
  const path = `/work_packages/${workPackageId}`;
  return {
    attachments: present.link(`${path}/attachments`),
    fileLinks: present.link(`${path}/file_links`),
  };
}

/** The files themselves, of a work package that is got by itself. */
export function embeddedFiles(present: Presenter, workPackageId: number): object {
  const { state } = present;
  const owner = `/work_packages/${workPackageId}`;
  const kind = STORAGE_KINDS.find(({ path }) => path === "/file_links");
  const collection = (path: string, elements: readonly object[]): object =>
    wholeCollection(elements, {
      href: present.href(`${owner}/${path}`),
      query: new URLSearchParams(),
      filters: {},
      present: (element) => element,
    });
  const attachments = [...state.attachments.values()].filter(({ container }) => container === owner);
  const fileLinks = [...state.recordsOf("/file_links").values()].filter(
    ({ links }) => links.container === owner,
  );
  return {
    attachments: collection(
      "attachments",
      attachments.map((attachment) => attachmentResource(present, attachment)),
    ),
    fileLinks: collection(
      "file_links",
      fileLinks.flatMap((record) => (kind ? [recordResource(present, kind, record)] : [])),
    ),
  };
}
