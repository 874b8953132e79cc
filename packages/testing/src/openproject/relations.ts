import type { OpenProjectApi, OpenProjectCall } from "./api.js";
import { pagedCollection, wholeCollection } from "./collection.js";
import { constraintViolation, MultipleErrors, notFound, OpenProjectError } from "./errors.js";
import { listFilter } from "./filters.js";
import { findWorkPackage } from "./find-work-package.js";
import type { Presenter } from "./presenter.js";
import type { OpenProjectRelation, OpenProjectState } from "./state.js";
import { workPackageResource } from "./work-package-resource.js";

/** Each type and its name from the other end. */
const REVERSE: Readonly<Record<string, string>> = {
  relates: "relates",
  duplicates: "duplicated",
  duplicated: "duplicates",
  blocks: "blocked",
  blocked: "blocks",
  precedes: "follows",
  follows: "precedes",
  includes: "partof",
  partof: "includes",
  requires: "required",
  required: "requires",
};

/** Stored the other way round, with the ends swapped. */
const SWAPPED = new Set(["precedes", "blocked", "duplicated", "partof", "required"]);

/** Relations between work packages. */
export function addRelationEndpoints(api: OpenProjectApi, state: OpenProjectState): void {
  const find = ({ path }: OpenProjectCall): OpenProjectRelation => {
    const relation = state.relations.get(Number(path.id));
    if (relation === undefined) throw notFound();
    return relation;
  };

  api.on("GET", "/relations", ({ query, present }) => ({
    status: 200,
    resource: pagedCollection(state.relations.values(), {
      href: present.href("/relations"),
      query,
      filters: {
        id: listFilter(({ id }) => [id]),
        from: listFilter(({ fromId }) => [fromId]),
        to: listFilter(({ toId }) => [toId]),
        involved: listFilter(({ fromId, toId }) => [fromId, toId]),
        type: listFilter(({ type }) => [type]),
      },
      sorts: { id: ({ id }) => id },
      present: (relation) => relationResource(present, relation),
    }),
  }));

  api.on("GET", "/work_packages/{id}/relations", (call) => {
    const { id } = findWorkPackage(state, call);
    const own = [...state.relations.values()].filter(({ fromId, toId }) => fromId === id || toId === id);
    const resource = wholeCollection(own, {
      href: call.present.href(`/work_packages/${id}/relations`),
      query: call.query,
      filters: {},
      present: (relation) => relationResource(call.present, relation),
    });
    return { status: 200, resource };
  });

  api.on("POST", "/work_packages/{id}/relations", (call) => {
    const { id: from } = findWorkPackage(state, call);
    // Version 14 does not take the one end from the path.
    if (call.body.link("from", "work_packages") !== from) {
      throw constraintViolation("from", "From can't be blank.");
    }
    const to = call.body.link("to", "work_packages") ?? 0;
    const type = call.body.text("type") ?? "relates";
    const errors = [
      !state.workPackages.has(to) && constraintViolation("to", "To can't be blank."),
      to === from && constraintViolation("base", "A work package can't be linked to itself."),
      !(type in REVERSE) && constraintViolation("type", "Type is not set to one of the allowed values."),
    ].filter((error) => error !== false);
    if (errors.length > 0) throw new MultipleErrors(errors);
    const isTaken = [...state.relations.values()].some(
      ({ fromId, toId }) => (fromId === from && toId === to) || (fromId === to && toId === from),
    );
    if (isTaken) throw new OpenProjectError(409, "UpdateConflict", "The relation exists already.");
    const isSwapped = SWAPPED.has(type);
    const relation: OpenProjectRelation = {
      id: state.nextId(),
      type: isSwapped ? (REVERSE[type] ?? type) : type,
      fromId: isSwapped ? to : from,
      toId: isSwapped ? from : to,
      lag: call.body.integer("lag") ?? null,
      description: call.body.text("description") ?? null,
    };
    state.relations.set(relation.id, relation);
    return { status: 201, resource: relationResource(call.present, relation) };
  });

  api.on("GET", "/relations/{id}", (call) => ({
    status: 200,
    resource: relationResource(call.present, find(call)),
  }));

  api.on("PATCH", "/relations/{id}", (call) => {
    const relation = find(call);
    relation.type = call.body.text("type") ?? relation.type;
    relation.lag = call.body.integer("lag") ?? relation.lag;
    relation.description = call.body.text("description") ?? relation.description;
    return { status: 200, resource: relationResource(call.present, relation) };
  });

  api.on("DELETE", "/relations/{id}", (call) => {
    state.relations.delete(find(call).id);
    return { status: 204 };
  });

  api.on("GET", "/work_packages/{id}/available_relation_candidates", (call) => {
    const { id } = findWorkPackage(state, call);
    const query = call.query.get("query");
    if (query === null) throw new OpenProjectError(400, "BadRequest", "query is missing");
    const found = [...state.workPackages.values()].filter(
      (other) => other.id !== id && (other.subject.includes(query) || String(other.id) === query),
    );
    const resource = wholeCollection(found, {
      href: call.present.href(`/work_packages/${id}/available_relation_candidates`),
      query: new URLSearchParams(),
      filters: {},
      present: (other) => workPackageResource(call.present, other),
    });
    return { status: 200, resource };
  });
}

function relationResource(present: Presenter, relation: OpenProjectRelation): object {
  const { id, type, fromId, toId, lag, description } = relation;
  const subject = (workPackageId: number) => present.state.workPackages.get(workPackageId)?.subject;
  return {
    _type: "Relation",
    id,
    name: type,
    type,
    reverseType: REVERSE[type],
    lag,
    description,
    _links: {
      self: present.link(`/relations/${id}`),
      updateImmediately: present.action(`/relations/${id}`, "patch"),
      delete: present.action(`/relations/${id}`, "delete"),
      from: present.link(`/work_packages/${fromId}`, subject(fromId)),
      to: present.link(`/work_packages/${toId}`, subject(toId)),
    },
  };
}
