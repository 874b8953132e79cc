import type { Clock } from "../clock.js";
import type { OpenProjectApi, OpenProjectCall } from "./api.js";
import { pagedCollection } from "./collection.js";
import { constraintViolation, MultipleErrors, notFound, OpenProjectError } from "./errors.js";
import { listFilter, textFilter } from "./filters.js";
import { userName } from "./presenter.js";
import type { RequestBody } from "./request-body.js";
import type { OpenProjectGroup, OpenProjectState, OpenProjectUser } from "./state.js";

/** Numbers the status filters go by. */
export const STATUS_NUMBERS = { active: 1, registered: 2, locked: 3, invited: 4 } as const;

/** Users. */
export function addUserEndpoints(api: OpenProjectApi, state: OpenProjectState, clock: Clock): void {
  api.on("GET", "/users", ({ query, may, present }) => {
    may.requireAdmin();
    const resource = pagedCollection(state.users.values(), {
      href: present.href("/users"),
      query,
      filters: {
        status: listFilter((user) => [user.status, STATUS_NUMBERS[user.status]]),
        group: listFilter((user) => groupsOf(state, user).map(({ id }) => id)),
        name: textFilter((user) => [userName(user), user.login, user.email]),
        login: textFilter(({ login }) => [login]),
        id: listFilter(({ id }) => [id]),
      },
      sorts: { id: ({ id }) => id, name: userName, login: ({ login }) => login, email: ({ email }) => email },
      selectable: new Set(["_type", "id", "name", "firstname", "lastname", "self"]),
      present: (user) => present.user(user),
    });
    return { status: 200, resource };
  });

  api.on("POST", "/users", ({ body, may, present }) => {
    may.requireAdmin();
    return { status: 201, resource: present.user(createUser(state, clock, body)) };
  });

  api.on("GET", "/users/{id}", (call) => ({
    status: 200,
    resource: call.present.user(findUser(state, call)),
  }));

  api.on("DELETE", "/users/{id}", (call) => {
    const user = findUser(state, call);
    call.may.requireAdmin();
    state.users.delete(user.id);
    for (const { id, principalId } of [...state.memberships.values()]) {
      if (principalId === user.id) state.memberships.delete(id);
    }
    return { status: 202 };
  });
}

/** By number, by login or, as `me`, oneself. */
function findUser(state: OpenProjectState, { path, user }: OpenProjectCall): OpenProjectUser {
  const key = path.id ?? "";
  const found =
    key === "me" ? user : /^\d+$/.test(key) ? state.users.get(Number(key)) : state.findUserByLogin(key);
  if (found === undefined) throw notFound();
  return found;
}

function createUser(state: OpenProjectState, clock: Clock, body: RequestBody): OpenProjectUser {
  const status = body.text("status") ?? "active";
  if (status !== "active" && status !== "invited") {
    const message = "A user can only be created as active or invited.";
    throw new OpenProjectError(400, "InvalidUserStatusTransition", message);
  }
  const email = body.text("email") ?? "";
  const isInvited = status === "invited";
  // An invitation needs the address only: the rest is made up from it.
  const [local = ""] = email.split("@");
  const login = body.text("login") ?? (isInvited ? email : "");
  const firstName = body.text("firstName") ?? (isInvited ? local : "");
  const lastName = body.text("lastName") ?? (isInvited ? "@" : "");
  const password = body.text("password");
  const others = [...state.users.values()];
  const errors = [
    email === "" && constraintViolation("email", "Email can't be blank."),
    others.some((user) => user.email.toLowerCase() === email.toLowerCase()) &&
      constraintViolation("email", "Email has already been taken."),
    login === "" && constraintViolation("login", "Username can't be blank."),
    state.findUserByLogin(login) !== undefined &&
      constraintViolation("login", "Username has already been taken."),
    firstName === "" && constraintViolation("firstName", "First name can't be blank."),
    lastName === "" && constraintViolation("lastName", "Last name can't be blank."),
    !isInvited && password === undefined && constraintViolation("password", "Password can't be blank."),
    password !== undefined &&
      password.length < 10 &&
      constraintViolation("password", "Password is too short (minimum is 10 characters)."),
  ].filter((error) => error !== false);
  if (errors.length > 0) throw new MultipleErrors(errors);
  const now = new Date(clock.now()).toISOString();
  const user: OpenProjectUser = {
    id: state.nextId(),
    login,
    firstName,
    lastName,
    email,
    admin: body.flag("admin") ?? false,
    status,
    language: body.text("language") ?? "en",
    apiKey: `opapi-test-${login}`,
    ...(password !== undefined && { password }),
    createdAt: now,
    updatedAt: now,
  };
  state.users.set(user.id, user);
  return user;
}

function groupsOf(state: OpenProjectState, { id }: OpenProjectUser): OpenProjectGroup[] {
  return [...state.groups.values()].filter(({ members }) => members.has(id));
}

/** Of the projects a principal is a member in. */
export function projectIdsOf(state: OpenProjectState, id: number): (number | null)[] {
  return [...state.memberships.values()]
    .filter(({ principalId }) => principalId === id)
    .map(({ projectId }) => projectId);
}
