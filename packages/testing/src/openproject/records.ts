import type { Clock } from "../clock.js";
import type { OpenProjectApi, OpenProjectCall } from "./api.js";
import { pagedCollection, wholeCollection } from "./collection.js";
import {
  constraintViolation,
  MultipleErrors,
  notFound,
  type OpenProjectError,
  updateConflict,
} from "./errors.js";
import { type Filters, listFilter } from "./filters.js";
import { formattable } from "./formattable.js";
import type { Presenter } from "./presenter.js";
import type { OpenProjectRecord, OpenProjectState } from "./state.js";
import type { Sharing } from "./version-sharing.js";

/** How a property is read from a body. */
type PropertyType = "text" | "formattable" | "flag" | "number" | "duration" | "json";

/** A kind of resource that has no rules but those of its properties. */
export interface RecordKind {
  /** Such as `/versions`. */
  readonly path: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, PropertyType>>;
  /** By name, what may be linked. */
  readonly links?: Readonly<Record<string, readonly [string, ...string[]]>>;
  /** Properties and links without which nothing is created. */
  readonly required?: readonly string[];
  /** What there is beside `get`. */
  readonly can: readonly ("list" | "create" | "update" | "delete" | "form" | "schema")[];
  /** Whether lists come in pages. Default: as a whole. */
  readonly paged?: boolean;
  /** Whether a change has to name the version it is based on. Default false. */
  readonly locked?: boolean;
  /** What the answer to a creation has besides, and no other. */
  readonly created?: (record: OpenProjectRecord) => object;
  /** The status of a deletion. Default 204. */
  readonly deleted?: number;
  /** What a new one has that says nothing else. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Lists of those that link to something: path and link. */
  readonly under?: Readonly<Record<string, string>>;
  /** Whether a project's list has one of another project's as well. */
  readonly isSharedWith?: Sharing;
  /** Puts right what follows from other properties, and says what is wrong. */
  readonly check?: (record: OpenProjectRecord, call: OpenProjectCall) => OpenProjectError[];
}

interface Draft {
  readonly record: OpenProjectRecord;
  readonly errors: readonly OpenProjectError[];
}

/** Add the endpoints of a kind. */
export function addRecordEndpoints(
  api: OpenProjectApi,
  state: OpenProjectState,
  clock: Clock,
  kind: RecordKind,
): void {
  const records = state.recordsOf(kind.path);
  const now = () => new Date(clock.now()).toISOString();
  const find = ({ path }: OpenProjectCall): OpenProjectRecord => {
    const record = records.get(Number(path.id));
    if (record === undefined) throw notFound();
    return record;
  };
  const blank = (): OpenProjectRecord => ({
    id: 0,
    values: { ...kind.defaults },
    links: {},
    createdAt: now(),
    updatedAt: now(),
  });
  const list = (
    { query, present }: OpenProjectCall,
    path: string,
    items: Iterable<OpenProjectRecord>,
  ): object => {
    const options = {
      href: present.href(path),
      query,
      filters: filtersOf(kind),
      sorts: { id: ({ id }: OpenProjectRecord) => id },
      present: (record: OpenProjectRecord) => recordResource(present, kind, record),
    };
    return kind.paged ? pagedCollection(items, options) : wholeCollection(items, options);
  };
  const can = new Set(kind.can);

  api.on("GET", `${kind.path}/{id}`, (call) => ({
    status: 200,
    resource: recordResource(call.present, kind, find(call)),
  }));
  if (can.has("list")) {
    api.on("GET", kind.path, (call) => ({ status: 200, resource: list(call, kind.path, records.values()) }));
  }
  for (const [path, link] of Object.entries(kind.under ?? {})) {
    api.on("GET", path, (call) => {
      const owner = ownerOf(state, call, path);
      const project = state.findProject(call.path.id ?? "");
      const own = [...records.values()].filter((record) => {
        return record.links[link] === owner || (project && kind.isSharedWith?.(record, project, state));
      });
      const [, collection, rest] = /^\/(\w+)\/\{id\}(.*)$/.exec(path) ?? [];
      return { status: 200, resource: list(call, `/${collection}/${call.path.id}${rest}`, own) };
    });
  }
  if (can.has("create")) {
    api.on("POST", kind.path, (call) => {
      const { record, errors } = draft(kind, call, blank());
      if (errors.length > 0) throw new MultipleErrors(errors);
      const added = { ...record, id: state.nextId() };
      records.set(added.id, added);
      return {
        status: 201,
        resource: { ...recordResource(call.present, kind, added), ...kind.created?.(added) },
      };
    });
  }
  if (can.has("update")) {
    api.on("PATCH", `${kind.path}/{id}`, (call) => {
      const { record, errors } = draft(kind, call, find(call));
      if (errors.length > 0) throw new MultipleErrors(errors);
      if (kind.locked) record.values.lockVersion = Number(record.values.lockVersion) + 1;
      records.set(record.id, { ...record, updatedAt: now() });
      return { status: 200, resource: recordResource(call.present, kind, record) };
    });
  }
  if (can.has("delete")) {
    api.on("DELETE", `${kind.path}/{id}`, (call) => {
      records.delete(find(call).id);
      return { status: kind.deleted ?? 204 };
    });
  }
  if (can.has("form")) {
    if (can.has("create")) {
      api.on("POST", `${kind.path}/form`, (call) => ({
        status: 200,
        resource: recordForm(call.present, kind, draft(kind, call, blank())),
      }));
    }
    api.on("POST", `${kind.path}/{id}/form`, (call) => ({
      status: 200,
      resource: recordForm(call.present, kind, draft(kind, call, find(call))),
    }));
  }
  if (can.has("schema")) {
    api.on("GET", `${kind.path}/schema`, ({ present }) => ({
      status: 200,
      resource: recordSchema(present, kind),
    }));
  }
}

/** The path of what a list is below. */
function ownerOf(state: OpenProjectState, { path, may }: OpenProjectCall, pattern: string): string {
  const [, collection = ""] = /^\/(\w+)\//.exec(pattern) ?? [];
  if (collection !== "projects" && collection !== "workspaces") return `/${collection}/${path.id}`;
  return `/projects/${may.visibleProject(state.findProject(path.id ?? "")).id}`;
}

/** Apply a body to a record without saving it. */
function draft(kind: RecordKind, call: OpenProjectCall, current: OpenProjectRecord): Draft {
  const isStale = call.body.integer("lockVersion") !== current.values.lockVersion;
  if (kind.locked && current.id !== 0 && isStale) throw updateConflict();
  const values = { ...current.values };
  for (const [name, type] of Object.entries(kind.properties)) {
    const value = readProperty(call, name, type);
    if (value !== undefined) values[name] = value;
  }
  const links = { ...current.links };
  for (const [name, namespaces] of Object.entries(kind.links ?? {})) {
    const isMany = call.body.isListOfLinks(name);
    const path = isMany ? call.body.linkPaths(name, ...namespaces) : call.body.linkPath(name, ...namespaces);
    if (path !== undefined) links[name] = path;
  }
  const record = { ...current, values, links };
  const found = kind.check?.(record, call) ?? [];
  const isMissing = (name: string) => (values[name] ?? links[name] ?? "") === "";
  const missing = (kind.required ?? []).filter(isMissing);
  const blanks = missing.map((name) => constraintViolation(name, `${name} can't be blank.`));
  return { record, errors: [...blanks, ...found] };
}

function readProperty({ body }: OpenProjectCall, name: string, type: PropertyType): unknown {
  if (body.value(name) === null) return type === "formattable" ? "" : null;
  if (type === "text") return body.text(name);
  if (type === "formattable") return body.formattable(name);
  if (type === "flag") return body.flag(name);
  if (type === "duration") return body.duration(name);
  return body.value(name);
}

/** A record as HAL. */
export function recordResource(present: Presenter, kind: RecordKind, record: OpenProjectRecord): object {
  const { id, values, links, createdAt, updatedAt } = record;
  const shown = Object.entries({ ...kind.defaults, ...values }).map(([name, value]) => {
    return [name, kind.properties[name] === "formattable" ? formattable(String(value ?? "")) : value];
  });
  const linked = Object.keys(kind.links ?? {}).map((name) => {
    const path = links[name] ?? null;
    if (path === null) return [name, { href: null }];
    return [name, typeof path === "string" ? linkTo(present, path) : path.map((one) => linkTo(present, one))];
  });
  const title = values.name ?? values.title;
  return {
    _type: kind.type,
    id,
    ...Object.fromEntries(shown),
    createdAt,
    updatedAt,
    _links: {
      self: present.link(`${kind.path}/${id}`, typeof title === "string" ? title : undefined),
      ...Object.fromEntries(linked),
    },
  };
}

/** Names and pages of the application are no paths of the API. */
function linkTo(present: Presenter, path: string): object {
  return /^(urn:|https?:|~)/.test(path) ? { href: path.replace(/^~/, "") } : present.link(path);
}

function recordSchema(present: Presenter, kind: RecordKind): object {
  const types = {
    text: "String",
    formattable: "Formattable",
    flag: "Boolean",
    number: "Integer",
    duration: "Duration",
    json: "Object",
  };
  const property = (name: string, type: string, details: object) => {
    const required = kind.required?.includes(name) ?? false;
    return [name, { type, name, required, hasDefault: false, writable: true, options: {}, ...details }];
  };
  return {
    _type: "Schema",
    ...Object.fromEntries(
      Object.entries(kind.properties).map(([name, type]) => property(name, types[type], {})),
    ),
    ...Object.fromEntries(
      Object.entries(kind.links ?? {}).map(([name, [namespace]]) => {
        const records = [...present.state.recordsOf(`/${namespace}`).values()];
        const allowedValues = records.map(({ id, values }) => ({
          id,
          name: String(values.name ?? id),
          _links: { self: present.link(`/${namespace}/${id}`, String(values.name ?? id)) },
        }));
        return property(name, "Resource", { location: "_links", _embedded: { allowedValues } });
      }),
    ),
    _links: { self: present.link(`${kind.path}/schema`) },
  };
}

/** The answer to a form: 200 whether the draft is good or not, and a link to commit only if it is. */
function recordForm(present: Presenter, kind: RecordKind, { record, errors }: Draft): object {
  const path = record.id === 0 ? kind.path : `${kind.path}/${record.id}`;
  return {
    _type: "Form",
    _embedded: {
      payload: recordResource(present, kind, record),
      schema: recordSchema(present, kind),
      validationErrors: Object.fromEntries(errors.map((error) => [error.attribute, error.toJson()])),
    },
    _links: {
      self: present.action(`${path}/form`, "post"),
      validate: present.action(`${path}/form`, "post"),
      ...(errors.length === 0 && { commit: present.action(path, record.id === 0 ? "post" : "patch") }),
    },
  };
}

/** By id and by everything that is linked. */
function filtersOf(kind: RecordKind): Filters<OpenProjectRecord> {
  const linkFilters = Object.keys(kind.links ?? {}).map((name) => [
    name,
    listFilter<OpenProjectRecord>(({ links }) =>
      [links[name] ?? []].flat().map((path) => path.slice(path.lastIndexOf("/") + 1)),
    ),
  ]);
  const valueFilters = Object.keys(kind.properties).map((name) => [
    name,
    listFilter<OpenProjectRecord>(({ values }) => {
      const value = values[name];
      return [typeof value === "boolean" ? (value ? "t" : "f") : String(value ?? "")];
    }),
  ]);
  return {
    ...Object.fromEntries([...valueFilters, ...linkFilters]),
    id: listFilter(({ id }) => [id]),
    anyNameAttribute: listFilter(({ values }) => [String(values.name ?? "")]),
  };
}
