import type { Clock } from "../clock.js";
import type { OpenProjectApi, OpenProjectCall } from "./api.js";
import { pagedCollection, wholeCollection } from "./collection.js";
import {
  constraintViolation,
  MultipleErrors,
  missingPermission,
  notFound,
  OpenProjectError,
} from "./errors.js";
import { listFilter, textFilter } from "./filters.js";
import type { Presenter } from "./presenter.js";
import type { OpenProjectGroup, OpenProjectRecord, OpenProjectState, OpenProjectUser } from "./state.js";

/** Changes to users, their preferences and working times, and groups. */
export function addPeopleEndpoints(api: OpenProjectApi, state: OpenProjectState, clock: Clock): void {
  const now = () => new Date(clock.now()).toISOString();
  addUserChanges(api, state, now);
  addPreferences(api, state);
  addWorkingTimes(api, state, now);
  addGroups(api, state, now);
}

function userOf(state: OpenProjectState, { path, user }: OpenProjectCall): OpenProjectUser {
  const found = path.id === "me" ? user : state.users.get(Number(path.id));
  if (found === undefined) throw notFound();
  return found;
}

function addUserChanges(api: OpenProjectApi, state: OpenProjectState, now: () => string): void {
  const errorsOf = ({ body }: OpenProjectCall, own?: OpenProjectUser): OpenProjectError[] => {
    const email = body.text("email") ?? own?.email ?? "";
    const isTaken = [...state.users.values()].some((other) => other.email === email && other.id !== own?.id);
    return [
      ...(email === "" ? [constraintViolation("email", "Email can't be blank.")] : []),
      ...(isTaken ? [constraintViolation("email", "Email has already been taken.")] : []),
    ];
  };
  const form = (call: OpenProjectCall, path: string, errors: readonly OpenProjectError[]): object => ({
    _type: "Form",
    _embedded: {
      payload: { email: call.body.text("email") ?? null, status: call.body.text("status") ?? "active" },
      schema: userSchema(call.present),
      validationErrors: Object.fromEntries(errors.map((error) => [error.attribute, error.toJson()])),
    },
    _links: {
      self: call.present.action(`${path}/form`, "post"),
      ...(errors.length === 0 && { commit: call.present.action(path, "post") }),
    },
  });

  api.on("GET", "/users/schema", ({ present }) => ({ status: 200, resource: userSchema(present) }));

  api.on("POST", "/users/form", (call) => {
    call.may.requireAdmin();
    return { status: 200, resource: form(call, "/users", errorsOf(call)) };
  });

  api.on("POST", "/users/{id}/form", (call) => {
    const user = userOf(state, call);
    return { status: 200, resource: form(call, `/users/${user.id}`, errorsOf(call, user)) };
  });

  api.on("PATCH", "/users/{id}", (call) => {
    const user = userOf(state, call);
    if (!call.may.isAdmin && !call.may.isSelf(user)) throw missingPermission();
    const errors = [...errorsOf(call, user), ...passwordErrors(call, user)];
    if (errors.length > 0) throw new MultipleErrors(errors);
    user.password = call.body.text("password") ?? user.password;
    user.email = call.body.text("email") ?? user.email;
    user.firstName = call.body.text("firstName") ?? user.firstName;
    user.lastName = call.body.text("lastName") ?? user.lastName;
    user.login = call.body.text("login") ?? user.login;
    user.language = call.body.text("language") ?? user.language;
    user.updatedAt = now();
    return { status: 200, resource: call.present.user(user) };
  });

  for (const [method, from, to] of [
    ["POST", "active", "locked"],
    ["DELETE", "locked", "active"],
  ] as const) {
    api.on(method, "/users/{id}/lock", (call) => {
      call.may.requireAdmin();
      const user = userOf(state, call);
      // Once more is well; from any other state it is not.
      if (user.status !== from && user.status !== to) {
        const message = "The current user status does not allow this.";
        throw new OpenProjectError(400, "InvalidUserStatusTransition", message);
      }
      user.status = to;
      return { status: 200, resource: call.present.user(user) };
    });
  }
}

/** One's own password is changed only by who knows the current one. */
function passwordErrors({ body, may }: OpenProjectCall, user: OpenProjectUser): OpenProjectError[] {
  if (body.text("password") === undefined || !may.isSelf(user)) return [];
  const current = body.text("currentPassword");
  const isRight = user.password === undefined ? current !== undefined : current === user.password;
  return isRight ? [] : [constraintViolation("currentPassword", "Current password is not correct.")];
}

function userSchema(present: Presenter): object {
  const property = (name: string, required: boolean) => ({
    type: "String",
    name,
    required,
    hasDefault: false,
    writable: true,
    options: {},
  });
  return {
    _type: "Schema",
    login: property("Username", true),
    email: property("Email", true),
    firstName: property("First name", true),
    lastName: property("Last name", true),
    _links: { self: present.link("/users/schema") },
  };
}

/** Under the address the documentation names there is only a redirect. */
function addPreferences(api: OpenProjectApi, state: OpenProjectState): void {
  const preferences = new Map<number, Record<string, unknown>>();
  const of = (user: OpenProjectUser) => {
    const known = preferences.get(user.id) ?? { timeZone: "Etc/UTC", autoHidePopups: true };
    preferences.set(user.id, known);
    return known;
  };
  const resource = (call: OpenProjectCall, user: OpenProjectUser) => ({
    _type: "UserPreferences",
    ...of(user),
    _links: { self: call.present.link(`/users/${user.id}/preferences`) },
  });
  api.on("GET", "/my_preferences", ({ present }) => ({
    status: 301,
    location: present.href("/users/me/preferences"),
  }));
  api.on("GET", "/users/{id}/preferences", (call) => {
    return { status: 200, resource: resource(call, userOf(state, call)) };
  });
  api.on("PATCH", "/users/{id}/preferences", (call) => {
    const user = userOf(state, call);
    if (!call.may.isAdmin && !call.may.isSelf(user)) throw missingPermission();
    const { timeZone, autoHidePopups } = of(user);
    preferences.set(user.id, {
      timeZone: call.body.text("timeZone") ?? timeZone,
      autoHidePopups: call.body.flag("autoHidePopups") ?? autoHidePopups,
    });
    return { status: 200, resource: resource(call, user) };
  });
}

function addWorkingTimes(api: OpenProjectApi, state: OpenProjectState, now: () => string): void {
  const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
  const kinds = [
    {
      name: "working_hours",
      type: "UserWorkingHours",
      required: "validFrom",
      defaults: {
        ...Object.fromEntries(days.map((day) => [`${day}Hours`, 8])),
        availabilityFactor: 100,
      },
    },
    { name: "non_working_times", type: "UserNonWorkingTime", required: "startDate", defaults: {} },
  ];
  for (const { name, type, required, defaults } of kinds) {
    const path = `/users/{id}/${name}`;
    const records = state.recordsOf(`/${name}`);
    const find = (call: OpenProjectCall): OpenProjectRecord => {
      const record = records.get(Number(call.path.recordId));
      if (record?.links.user !== `/users/${userOf(state, call).id}`) throw notFound();
      return record;
    };
    const show = ({ present, path: { id: userId } }: OpenProjectCall, { id, values }: OpenProjectRecord) => ({
      _type: type,
      id,
      ...values,
      _links: {
        self: present.link(`/users/${userId}/${name}/${id}`),
        user: present.principalLink(Number(userId)),
      },
    });
    const valuesOf = ({ body }: OpenProjectCall) =>
      Object.fromEntries(
        [...Object.keys(defaults), "validFrom", "startDate", "endDate"]
          .map((property) => [property, body.value(property)])
          .filter(([, value]) => value !== undefined),
      );
    api.on("GET", path, (call) => {
      const user = `/users/${userOf(state, call).id}`;
      const own = [...records.values()].filter(({ links }) => links.user === user);
      const resource = wholeCollection(own, {
        href: call.present.href(`${user}/${name}`),
        query: new URLSearchParams(),
        filters: {},
        present: (record) => show(call, record),
      });
      return { status: 200, resource };
    });
    api.on("POST", path, (call) => {
      const user = userOf(state, call);
      const values = { ...defaults, ...valuesOf(call) };
      if (!(required in values)) throw constraintViolation(required, "Date can't be blank.");
      const links = { user: `/users/${user.id}` };
      const record = { id: state.nextId(), values, links, createdAt: now(), updatedAt: now() };
      records.set(record.id, record);
      return { status: 201, resource: show(call, record) };
    });
    api.on("GET", `${path}/{recordId}`, (call) => ({ status: 200, resource: show(call, find(call)) }));
    api.on("PATCH", `${path}/{recordId}`, (call) => {
      const record = find(call);
      Object.assign(record.values, valuesOf(call));
      return { status: 200, resource: show(call, record) };
    });
    api.on("DELETE", `${path}/{recordId}`, (call) => {
      records.delete(find(call).id);
      return { status: 204 };
    });
  }
}

function addGroups(api: OpenProjectApi, state: OpenProjectState, now: () => string): void {
  const find = ({ path }: OpenProjectCall): OpenProjectGroup => {
    const group = state.groups.get(Number(path.id));
    if (group === undefined) throw notFound();
    return group;
  };
  const checkName = (name: string, own?: OpenProjectGroup) => {
    if (name === "") throw constraintViolation("name", "Name can't be blank.");
    const isTaken = [...state.groups.values()].some((other) => other.name === name && other.id !== own?.id);
    if (isTaken) throw constraintViolation("name", "Name has already been taken.");
  };

  api.on("GET", "/groups", ({ query, present }) => ({
    status: 200,
    resource: pagedCollection(state.groups.values(), {
      href: present.href("/groups"),
      query,
      filters: { id: listFilter(({ id }) => [id]), name: textFilter(({ name }) => [name]) },
      sorts: { id: ({ id }) => id, name: ({ name }) => name },
      present: (group) => present.group(group),
    }),
  }));

  api.on("POST", "/groups", ({ body, may, present }) => {
    may.requireAdmin();
    const name = body.text("name") ?? "";
    checkName(name);
    const members = new Set(body.links("members", "users") ?? []);
    const group = { id: state.nextId(), name, members, createdAt: now(), updatedAt: now() };
    state.groups.set(group.id, group);
    return { status: 201, resource: present.group(group) };
  });

  api.on("GET", "/groups/{id}", (call) => ({ status: 200, resource: call.present.group(find(call)) }));

  api.on("PATCH", "/groups/{id}", (call) => {
    call.may.requireAdmin();
    const group = find(call);
    const name = call.body.text("name") ?? group.name;
    checkName(name, group);
    // Replaced, not added to.
    const members = new Set(call.body.links("members", "users") ?? group.members);
    const changed = { ...group, name, members, updatedAt: now() };
    state.groups.set(group.id, changed);
    return { status: 200, resource: call.present.group(changed) };
  });

  api.on("DELETE", "/groups/{id}", (call) => {
    call.may.requireAdmin();
    state.groups.delete(find(call).id);
    return { status: 202 };
  });
}
