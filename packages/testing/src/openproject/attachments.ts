import type { Clock } from "../clock.js";
import { type Incoming, multipartFields } from "../incoming.js";
import type { Answer, OpenProjectApi, OpenProjectCall } from "./api.js";
import { wholeCollection } from "./collection.js";
import { constraintViolation, missingPermission, notFound, OpenProjectError } from "./errors.js";
import { findWorkPackage } from "./find-work-package.js";
import { formattable } from "./formattable.js";
import type { Presenter } from "./presenter.js";
import { RequestBody } from "./request-body.js";
import type { OpenProjectAttachment, OpenProjectState } from "./state.js";

const CONTAINERS = ["work_packages", "activities", "meetings", "posts", "wiki_pages", "help_texts"];

/** Files, of something or not yet of anything. */
export function addAttachmentEndpoints(api: OpenProjectApi, state: OpenProjectState, clock: Clock): void {
  const now = () => new Date(clock.now()).toISOString();
  const find = ({ path }: OpenProjectCall): OpenProjectAttachment => {
    const attachment = state.attachments.get(Number(path.id));
    if (attachment === undefined) throw notFound();
    return attachment;
  };
  const add = async (call: OpenProjectCall, container: string | null): Promise<Answer> => {
    const file = call.form.get("file");
    if (!(file instanceof File)) throw constraintViolation("file", "File can't be blank.");
    const content = new Uint8Array(await file.arrayBuffer());
    const attachment = store(state, call, container, content, now());
    touch(state, container);
    return { status: 201, resource: attachmentResource(call.present, attachment) };
  };

  api.on("POST", "/attachments", (call) => add(call, null));
  api.on("POST", "/attachments/prepare", (call) => ({
    status: 201,
    resource: prepare(state, call, null, now()),
  }));

  for (const collection of CONTAINERS) {
    const path = `/${collection}/{id}/attachments`;
    const containerOf = (call: OpenProjectCall) => containerAt(state, call, collection);
    api.on("GET", path, (call) => {
      const container = containerOf(call);
      const own = [...state.attachments.values()].filter((file) => file.container === container);
      const resource = wholeCollection(own, {
        href: call.present.href(`${container}/attachments`),
        query: call.query,
        filters: {},
        present: (attachment) => attachmentResource(call.present, attachment),
      });
      return { status: 200, resource };
    });
    api.on("POST", path, (call) => add(call, containerOf(call)));
    api.on("POST", `${path}/prepare`, (call) => {
      return { status: 201, resource: prepare(state, call, containerOf(call), now()) };
    });
  }

  api.on("GET", "/attachments/{id}", (call) => ({
    status: 200,
    resource: attachmentResource(call.present, find(call)),
  }));

  api.on("GET", "/attachments/{id}/uploaded", (call) => {
    const attachment = find(call);
    // Only uploads under way are looked for.
    if (attachment.status !== "prepared") throw notFound();
    attachment.status = "uploaded";
    return { status: 200, resource: attachmentResource(call.present, attachment) };
  });

  api.on("GET", "/attachments/{id}/content", (call) => {
    const { status, contentType: type, content } = find(call);
    if (status !== "uploaded") throw missingPermission();
    if (state.downloadLocation !== undefined) return { status: 302, location: state.downloadLocation };
    return { status: 200, content: { type, bytes: content } };
  });

  api.on("DELETE", "/attachments/{id}", (call) => {
    const { id, container } = find(call);
    state.attachments.delete(id);
    touch(state, container);
    return { status: 204 };
  });
}

/** Take a file past the API, as the storage behind it does: whatever comes after the file is not looked at. */
export async function storeDirectly(state: OpenProjectState, incoming: Incoming): Promise<Response> {
  const form = await multipartFields(incoming);
  const file = form.get("file");
  const attachment = state.attachments.get(Number(form.get("key")));
  const isLast = [...form.keys()].at(-1) === "file";
  // A second way to sign in beside the signature is refused.
  const isSigned = form.get("signature") === "signed" && !incoming.headers.has("authorization");
  if (!(file instanceof File) || attachment === undefined || !isLast || !isSigned) {
    return new Response("<Error><Code>AccessDenied</Code></Error>", { status: 403 });
  }
  const content = new Uint8Array(await file.arrayBuffer());
  state.attachments.set(attachment.id, { ...attachment, content });
  return new Response(null, { status: 204 });
}

function containerAt(state: OpenProjectState, call: OpenProjectCall, collection: string): string {
  const id = Number(call.path.id);
  if (collection === "work_packages") findWorkPackage(state, call);
  else if (
    collection === "activities" ? !state.activities.has(id) : !state.recordsOf(`/${collection}`).has(id)
  ) {
    throw notFound();
  }
  return `/${collection}/${id}`;
}

/** A work package is another version with every file that comes or goes. */
function touch(state: OpenProjectState, container: string | null): void {
  const workPackage = state.workPackages.get(Number(/^\/work_packages\/(\d+)$/.exec(container ?? "")?.[1]));
  if (workPackage) workPackage.lockVersion += 1;
}

interface Metadata {
  readonly fileName: string;
  readonly contentType: string;
  readonly fileSize: number;
  readonly description: string;
}

/** The metadata is a field with JSON in it. As a file it cannot be parsed, and a plain description is dropped. */
function readMetadata(form: FormData): Metadata {
  const text = form.get("metadata");
  const unreadable = new OpenProjectError(400, "InvalidRequestBody", "The metadata is no JSON.");
  if (typeof text !== "string") throw unreadable;
  let body: RequestBody;
  try {
    body = new RequestBody(JSON.parse(text));
  } catch {
    throw unreadable;
  }
  const fileName = body.text("fileName");
  if (!fileName) throw constraintViolation("fileName", "File name can't be blank.");
  return {
    fileName,
    contentType: body.text("contentType") ?? "application/octet-stream",
    fileSize: body.integer("fileSize") ?? 0,
    description: body.formattable("description") ?? "",
  };
}

function store(
  state: OpenProjectState,
  { form, user }: OpenProjectCall,
  container: string | null,
  content: Uint8Array | undefined,
  now: string,
): OpenProjectAttachment {
  const { fileName, contentType, fileSize, description } = readMetadata(form);
  if ((content?.byteLength ?? fileSize) > state.maximumAttachmentFileSize) {
    throw constraintViolation("file", "File is too large.");
  }
  const attachment: OpenProjectAttachment = {
    id: state.nextId(),
    container,
    fileName,
    contentType,
    description,
    content: content ?? new Uint8Array(),
    status: content ? "uploaded" : "prepared",
    authorId: user?.id ?? 0,
    createdAt: now,
  };
  state.attachments.set(attachment.id, attachment);
  return attachment;
}

function prepare(
  state: OpenProjectState,
  call: OpenProjectCall,
  container: string | null,
  now: string,
): object {
  if (!state.directUploads) throw constraintViolation("base", "Direct uploads are not configured.");
  const attachment = store(state, call, container, undefined, now);
  const { present } = call;
  return {
    _type: "AttachmentUpload",
    ...attachmentResource(present, attachment),
    _links: {
      self: present.link(`/attachments/${attachment.id}`),
      addAttachment: {
        href: present.href("").replace(/\/api\/v3$/, "/storage"),
        method: "post",
        form_fields: { key: String(attachment.id), signature: "signed" },
      },
      completeUpload: present.link(`/attachments/${attachment.id}/uploaded`),
    },
  };
}

/** An attachment as HAL. */
export function attachmentResource(present: Presenter, attachment: OpenProjectAttachment): object {
  const { id, fileName, contentType, content, description, status, createdAt, container } = attachment;
  return {
    _type: "Attachment",
    id,
    fileName,
    fileSize: content.byteLength,
    description: formattable(description),
    status,
    contentType,
    createdAt,
    _links: {
      self: present.link(`/attachments/${id}`, fileName),
      author: present.principalLink(attachment.authorId),
      container: container === null ? { href: null } : present.link(container),
      staticDownloadLocation: present.link(`/attachments/${id}/content`),
      downloadLocation: present.link(`/attachments/${id}/content`),
      delete: present.action(`/attachments/${id}`, "delete"),
    },
  };
}
