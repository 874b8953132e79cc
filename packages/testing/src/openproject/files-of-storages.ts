import type { Clock } from "../clock.js";
import type { OpenProjectApi, OpenProjectCall } from "./api.js";
import { wholeCollection } from "./collection.js";
import { constraintViolation, notFound } from "./errors.js";
import { findWorkPackage } from "./find-work-package.js";
import { recordResource } from "./records.js";
import type { OpenProjectRecord, OpenProjectState } from "./state.js";
import { STORAGE_KINDS } from "./storage-kinds.js";

const MOST_FILES = 20;

/** What storages hold, and which of their files work packages point to. */
export function addStorageFileEndpoints(api: OpenProjectApi, state: OpenProjectState, clock: Clock): void {
  const now = () => new Date(clock.now()).toISOString();
  const find = (path: string, { path: params }: OpenProjectCall): OpenProjectRecord => {
    const record = state.recordsOf(path).get(Number(params.id));
    if (record === undefined) throw notFound();
    return record;
  };
  const originOf = ({ links }: OpenProjectRecord) => String(links.origin ?? "https://cloud.example.com");
  const folder = (name: string, id: string) => ({
    _type: "StorageFile",
    id,
    name,
    mimeType: "application/x-op-directory",
    location: `/${name}`,
    _links: { self: { href: `urn:openproject-org:api:v3:storages:storage_file:${id}` } },
  });

  api.on("GET", "/storages/{id}/files", (call) => {
    find("/storages", call);
    const parent = folder(call.query.get("parent") ?? "/", "root");
    const resource = {
      _type: "StorageFiles",
      files: [folder("Plans", "7")],
      parent,
      ancestors: [],
      _links: {},
    };
    return { status: 200, resource };
  });

  api.on("POST", "/storages/{id}/folders", (call) => {
    find("/storages", call);
    const name = call.body.text("name") ?? "";
    if (name === "") throw constraintViolation("name", "Name can't be blank.");
    return { status: 201, resource: folder(name, String(state.nextId())) };
  });

  api.on("POST", "/storages/{id}/files/prepare_upload", (call) => {
    const href = `${originOf(find("/storages", call))}/upload/${call.body.text("fileName")}`;
    return {
      status: 201,
      resource: { _type: "UploadLink", _links: { destination: { href, method: "post" } } },
    };
  });

  api.on("POST", "/storages/{id}/oauth_client_credentials", (call) => {
    const storage = find("/storages", call);
    storage.values.configured = true;
    const kind = STORAGE_KINDS.find(({ path }) => path === "/storages");
    if (kind === undefined) throw notFound();
    return { status: 201, resource: recordResource(call.present, kind, storage) };
  });

  api.on("GET", "/storages/{id}/open", (call) => ({
    status: 303,
    location: `${originOf(find("/storages", call))}/index.php/apps/files`,
  }));
  api.on("GET", "/project_storages/{id}/open", (call) => {
    find("/project_storages", call);
    return { status: 303, location: "https://cloud.example.com/index.php/f/1" };
  });

  for (const what of ["open", "download"]) {
    api.on("GET", `/file_links/{id}/${what}`, (call) => {
      const { values } = find("/file_links", call);
      const id = Object(values.originData).id;
      const query = call.query.get("location") === "true" ? "?openfile=0" : "";
      return { status: 303, location: `https://cloud.example.com/index.php/${what}/${id}${query}` };
    });
  }

  api.on("POST", "/work_packages/{id}/file_links", (call) => {
    const workPackage = findWorkPackage(state, call);
    const { elements } = Object(call.body.value("_embedded"));
    const list: unknown[] = Array.isArray(elements) ? elements : [];
    if (list.length === 0 || list.length > MOST_FILES) {
      throw constraintViolation("base", `Between 1 and ${MOST_FILES} file links are accepted.`);
    }
    // All or nothing.
    const drafts = list.map((element) => fileLink(state, element, workPackage.id, call.user?.id ?? 0, now()));
    // What is linked already stays as it is.
    const linked = [...state.recordsOf("/file_links").values()];
    const added = drafts.map((draft) => linked.find((other) => isSameFile(other, draft)) ?? draft);
    const kind = STORAGE_KINDS.find(({ path }) => path === "/file_links");
    for (const record of added) state.recordsOf("/file_links").set(record.id, record);
    const resource = wholeCollection(added, {
      href: call.present.href(`/work_packages/${workPackage.id}/file_links`),
      query: new URLSearchParams(),
      filters: {},
      present: (record) => (kind ? recordResource(call.present, kind, record) : {}),
    });
    return { status: 201, resource };
  });
}

function isSameFile(one: OpenProjectRecord, other: OpenProjectRecord): boolean {
  const keyOf = ({ values, links }: OpenProjectRecord) =>
    [links.container, links.storage, Object(values.originData).id].join(" ");
  return keyOf(one) === keyOf(other);
}

function fileLink(
  state: OpenProjectState,
  element: unknown,
  workPackageId: number,
  userId: number,
  now: string,
): OpenProjectRecord {
  const { originData, _links } = Object(element);
  const { id, name } = Object(originData);
  if (typeof id !== "string" || typeof name !== "string") {
    throw constraintViolation("originData", "Origin data is invalid.");
  }
  const href = String(Object(Object(_links).storage).href ?? "");
  const url = String(Object(Object(_links).storageUrl).href ?? "").replace(/\/$/, "");
  const storages = [...state.recordsOf("/storages").values()];
  const storage = storages.find(
    (candidate) =>
      href.endsWith(`/storages/${candidate.id}`) || (url !== "" && candidate.links.origin === url),
  );
  if (storage === undefined) throw constraintViolation("storage", "Storage does not exist.");
  return {
    id: state.nextId(),
    values: { originData },
    links: {
      storage: `/storages/${storage.id}`,
      container: `/work_packages/${workPackageId}`,
      creator: `/users/${userId}`,
    },
    createdAt: now,
    updatedAt: now,
  };
}
