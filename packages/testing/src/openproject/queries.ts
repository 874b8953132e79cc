import type { Clock } from "../clock.js";
import type { OpenProjectApi, OpenProjectCall } from "./api.js";
import { wholeCollection } from "./collection.js";
import { constraintViolation, MultipleErrors, notFound, type OpenProjectError } from "./errors.js";
import { type RequestBody, WORKSPACES } from "./request-body.js";
import type { OpenProjectRecord, OpenProjectState } from "./state.js";
import { listWorkPackages } from "./work-package-list.js";

const FILTERS = ["status", "assignee", "subject", "type", "project", "id", "dueDate"];
const PARTS = ["columns", "filters", "operators", "sort_bys", "group_bys"];

/** Saved queries, and what they are made of. */
export function addQueryEndpoints(api: OpenProjectApi, state: OpenProjectState, clock: Clock): void {
  const now = () => new Date(clock.now()).toISOString();
  const queries = state.recordsOf("/queries");
  const find = ({ path }: OpenProjectCall): OpenProjectRecord => {
    const query = queries.get(Number(path.id));
    if (query === undefined) throw notFound();
    return query;
  };
  const blank = (): OpenProjectRecord => ({
    id: 0,
    values: { name: "", filters: [{ status: { operator: "o", values: [] } }], public: false, starred: false },
    links: { columns: [], project: null },
    createdAt: now(),
    updatedAt: now(),
  });

  api.on("GET", "/queries", (call) => ({
    status: 200,
    resource: wholeCollection(queries.values(), {
      href: call.present.href("/queries"),
      query: call.query,
      filters: {},
      present: (query) => queryResource(call, query),
    }),
  }));

  api.on("POST", "/queries", (call) => {
    const { query, errors } = draft(call.body, blank());
    if (errors.length > 0) throw new MultipleErrors(errors);
    const added = { ...query, id: state.nextId() };
    queries.set(added.id, added);
    return { status: 201, resource: queryResource(call, added) };
  });

  api.on("PATCH", "/queries/{id}", (call) => {
    const { query, errors } = draft(call.body, find(call));
    if (errors.length > 0) throw new MultipleErrors(errors);
    queries.set(query.id, query);
    return { status: 200, resource: queryResource(call, query) };
  });

  api.on("DELETE", "/queries/{id}", (call) => {
    queries.delete(find(call).id);
    return { status: 204 };
  });

  // Getting a query runs it.
  api.on("GET", "/queries/{id}", (call) => ({ status: 200, resource: withResults(state, call, find(call)) }));
  for (const path of ["", "/projects/{id}", "/workspaces/{id}"]) {
    api.on("GET", `${path}/queries/default`, (call) => {
      return {
        status: 200,
        resource: withResults(state, call, { ...blank(), values: { ...blank().values, name: "Default" } }),
      };
    });
  }

  for (const [name, starred] of [
    ["star", true],
    ["unstar", false],
  ] as const) {
    api.on("PATCH", `/queries/{id}/${name}`, (call) => {
      const query = find(call);
      query.values.starred = starred;
      return { status: 200, resource: queryResource(call, query) };
    });
  }

  api.on("GET", "/queries/{id}/order", (call) => ({ status: 200, resource: orderOf(find(call)) }));
  api.on("PATCH", "/queries/{id}/order", (call) => {
    const query = find(call);
    const order = { ...orderOf(query), ...Object(call.body.value("delta")) };
    query.values.order = Object.fromEntries(Object.entries(order).filter(([, position]) => position !== -1));
    return { status: 200, resource: { t: now() } };
  });

  for (const path of ["/queries/form", "/queries/{id}/form", "/projects/{id}/queries/form"]) {
    api.on("POST", path, (call) => {
      const { query, errors } = draft(call.body, path === "/queries/{id}/form" ? find(call) : blank());
      const validationErrors = Object.fromEntries(errors.map((error) => [error.attribute, error.toJson()]));
      const _embedded = { payload: queryResource(call, query), schema: schema(call), validationErrors };
      const commit = call.present.action("/queries", "post");
      return {
        status: 200,
        resource: { _type: "Form", _embedded, _links: errors.length > 0 ? {} : { commit } },
      };
    });
  }

  for (const path of ["/queries", "/projects/{id}/queries", "/workspace/{id}/queries"]) {
    api.on("GET", `${path}/schema`, (call) => ({ status: 200, resource: schema(call) }));
    api.on("GET", `${path}/filter_instance_schemas`, (call) => ({
      status: 200,
      resource: wholeCollection(FILTERS, {
        href: call.present.href("/queries/filter_instance_schemas"),
        query: new URLSearchParams(),
        filters: {},
        present: (name) => filterSchema(call, name),
      }),
    }));
  }
  api.on("GET", "/queries/filter_instance_schemas/{id}", (call) => {
    const name = call.path.id ?? "";
    if (!FILTERS.includes(name)) throw notFound();
    return { status: 200, resource: filterSchema(call, name) };
  });

  for (const part of PARTS) {
    api.on("GET", `/queries/${part}/{id}`, ({ path, present }) => {
      const self = present.link(`/queries/${part}/${encodeURIComponent(path.id ?? "")}`);
      return { status: 200, resource: { _type: "QueryPart", id: path.id, name: path.id, _links: { self } } };
    });
  }
}

function draft(
  body: RequestBody,
  current: OpenProjectRecord,
): { query: OpenProjectRecord; errors: OpenProjectError[] } {
  const name = body.text("name") ?? current.values.name;
  const written = body.value("filters");
  const values = {
    ...current.values,
    name,
    public: body.flag("public") ?? current.values.public,
    filters: Array.isArray(written) ? written.map(readFilter) : current.values.filters,
  };
  const columns = body.isListOfLinks("columns")
    ? body.linkPaths("columns", "queries/columns")
    : current.links.columns;
  const links = {
    ...current.links,
    columns: columns ?? [],
    project: body.linkPath("project", ...WORKSPACES) ?? current.links.project ?? null,
    groupBy: body.linkPath("groupBy", "queries/group_bys") ?? current.links.groupBy ?? null,
  };
  const errors = name === "" ? [constraintViolation("name", "Name can't be blank.")] : [];
  return { query: { ...current, values, links }, errors };
}

/** A filter of a query names its parts by links. */
function readFilter(filter: unknown): object {
  const { _links = {}, values } = Object(filter);
  const idIn = (link: unknown) => decodeURIComponent(String(Object(link).href).replace(/^.*\//, ""));
  const given = Array.isArray(_links.values) ? _links.values.map(idIn) : (values ?? []);
  return { [idIn(_links.filter)]: { operator: idIn(_links.operator), values: given } };
}

function orderOf({ values }: OpenProjectRecord): Record<string, number> {
  return { ...Object(values.order ?? {}) };
}

function queryResource(
  { present }: OpenProjectCall,
  { id, values, links, createdAt }: OpenProjectRecord,
): object {
  const path = `/queries/${id || "default"}`;
  const columns = [links.columns ?? []].flat();
  return {
    _type: "Query",
    id: id || null,
    name: values.name,
    public: values.public,
    starred: values.starred,
    createdAt,
    updatedAt: createdAt,
    _links: {
      self: present.link(path, String(values.name)),
      project: typeof links.project === "string" ? present.link(links.project) : { href: null },
      columns: columns.map((column) => present.link(column)),
      sortBy: [],
      groupBy: typeof links.groupBy === "string" ? present.link(links.groupBy) : { href: null },
      results: present.link("/work_packages"),
    },
  };
}

function withResults(state: OpenProjectState, call: OpenProjectCall, query: OpenProjectRecord): object {
  const params = new URLSearchParams(call.query);
  if (!params.has("filters")) params.set("filters", JSON.stringify(query.values.filters));
  const results = listWorkPackages(state, { ...call, query: params }, "/work_packages", undefined);
  return { ...queryResource(call, query), _embedded: { results } };
}

function schema({ present }: OpenProjectCall): object {
  const name = {
    type: "String",
    name: "Name",
    required: true,
    hasDefault: false,
    writable: true,
    options: {},
  };
  return { _type: "Schema", name, _links: { self: present.link("/queries/schema") } };
}

function filterSchema({ present }: OpenProjectCall, name: string): object {
  const self = present.link(`/queries/filter_instance_schemas/${name}`);
  const property = { type: "[]String", name: "Values", required: true, hasDefault: false, writable: true };
  return { _type: "QueryFilterInstanceSchema", values: property, _links: { self } };
}
