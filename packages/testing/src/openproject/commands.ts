import type { Clock } from "../clock.js";
import type { OpenProjectApi, OpenProjectCall } from "./api.js";
import { constraintViolation, notFound, OpenProjectError, updateConflict } from "./errors.js";
import { parseFilters } from "./filters.js";
import { findWorkPackage } from "./find-work-package.js";
import { addJournalEntry } from "./journal.js";
import { RECORD_KINDS } from "./record-kinds.js";
import { recordResource } from "./records.js";
import type { OpenProjectRecord, OpenProjectState } from "./state.js";
import { workPackageResource } from "./work-package-resource.js";

/** What is done to resources rather than written in them. */
export function addCommandEndpoints(api: OpenProjectApi, state: OpenProjectState, clock: Clock): void {
  const now = () => new Date(clock.now()).toISOString();
  const show = ({ present }: OpenProjectCall, path: string, record: OpenProjectRecord): object => {
    const kind = RECORD_KINDS.find((candidate) => candidate.path === path);
    if (kind === undefined) throw notFound();
    return recordResource(present, kind, record);
  };

  const notifications = state.recordsOf("/notifications");
  for (const [name, isRead] of [
    ["read_ian", true],
    ["unread_ian", false],
  ] as const) {
    api.on("POST", `/notifications/{id}/${name}`, ({ path }) => {
      const notification = notifications.get(Number(path.id));
      if (notification === undefined) throw notFound();
      notification.values.readIAN = isRead;
      return { status: 204 };
    });
    // Without filters it is for all of them.
    api.on("POST", `/notifications/${name}`, ({ query }) => {
      const matches = parseFilters<OpenProjectRecord>(query.get("filters") ?? "[]", {
        reason: {
          operators: ["="],
          test: ({ values }, _, wanted) => wanted.includes(String(values.reason)),
        },
        id: { operators: ["="], test: ({ id }, _, wanted) => wanted.includes(String(id)) },
      });
      for (const notification of notifications.values()) {
        if (matches(notification)) notification.values.readIAN = isRead;
      }
      return { status: 204 };
    });
  }

  api.on("GET", "/notifications/{notificationId}/details/{id}", ({ path, present }) => {
    if (!notifications.has(Number(path.notificationId))) throw notFound();
    const self = present.link(`/notifications/${path.notificationId}/details/${path.id}`);
    const schema = present.link("/values/schemas/startDate");
    const property = { property: "startDate", value: "2026-05-01" };
    return { status: 200, resource: { _type: "Values::Property", ...property, _links: { self, schema } } };
  });

  api.on("GET", "/values/schemas/{property}", ({ path, present }) => {
    const value = { type: "Date", name: path.property, required: false, hasDefault: false, writable: false };
    const _links = { self: present.link(`/values/schemas/${path.property}`) };
    return { status: 200, resource: { _type: "Schema", value, _links } };
  });

  for (const collection of ["projects", "workspaces"]) {
    for (const [method, isFavorite] of [
      ["POST", true],
      ["DELETE", false],
    ] as const) {
      api.on(method, `/${collection}/{id}/favorite`, ({ path, may, user }) => {
        const project = may.visibleProject(state.findProject(path.id ?? ""));
        const key = `${user?.id}/${project.id}`;
        if (isFavorite) state.favorites.add(key);
        else state.favorites.delete(key);
        return { status: 204 };
      });
    }
  }

  api.on("POST", "/work_packages/{id}/reminders", (call) => {
    const workPackage = findWorkPackage(state, call);
    const remindAt = call.body.text("remindAt") ?? "";
    if (!(Date.parse(remindAt) > 0)) throw constraintViolation("remindAt", "Reminder date can't be blank.");
    const links = { creator: `/users/${call.user?.id}`, remindable: `/work_packages/${workPackage.id}` };
    const reminders = state.recordsOf("/reminders");
    const hasOne = [...reminders.values()].some(
      (other) => other.links.creator === links.creator && other.links.remindable === links.remindable,
    );
    if (hasOne) throw new OpenProjectError(409, "UpdateConflict", "You can only set one reminder at a time.");
    const values = { remindAt, note: call.body.text("note") ?? "" };
    const reminder = { id: state.nextId(), values, links, createdAt: now(), updatedAt: now() };
    reminders.set(reminder.id, reminder);
    return { status: 201, resource: show(call, "/reminders", reminder) };
  });

  api.on("POST", "/views/{type}", (call) => {
    const types = ["work_packages_table", "team_planner", "work_packages_calendar", "gantt", "bim"];
    if (!types.includes(call.path.type ?? "")) throw notFound();
    const query = call.body.linkPath("query", "queries") ?? null;
    const isKnown = state.recordsOf("/queries").has(Number(query?.split("/").at(-1)));
    if (!isKnown) throw constraintViolation("query", "Query does not exist.");
    const record = { id: state.nextId(), values: {}, links: { query }, createdAt: now(), updatedAt: now() };
    state.recordsOf("/views").set(record.id, record);
    return { status: 201, resource: show(call, "/views", record) };
  });

  const actions = state.recordsOf("/custom_actions");
  api.on("GET", "/custom_actions/{id}", ({ path, present }) => {
    const action = actions.get(Number(path.id));
    if (action === undefined) throw notFound();
    const self = present.link(`/custom_actions/${action.id}`);
    const executeImmediately = present.action(`/custom_actions/${action.id}/execute`, "post");
    const { name, description } = action.values;
    return {
      status: 200,
      resource: { _type: "CustomAction", name, description, _links: { self, executeImmediately } },
    };
  });
  api.on("POST", "/custom_actions/{id}/execute", (call) => {
    const action = actions.get(Number(call.path.id));
    if (action === undefined) throw notFound();
    const id = call.body.link("workPackage", "work_packages");
    const workPackage = findWorkPackage(state, { path: { id: String(id) }, may: call.may });
    if (call.body.integer("lockVersion") !== workPackage.lockVersion) throw updateConflict();
    workPackage.statusId = Number(action.values.statusId ?? workPackage.statusId);
    workPackage.lockVersion += 1;
    addJournalEntry(state, workPackage, call.user?.id ?? 0, now());
    return { status: 200, resource: workPackageResource(call.present, workPackage) };
  });
}
