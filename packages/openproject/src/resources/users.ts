import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import type { Form } from "../hal/form.js";
import { byId, encodeListParams, encodeSelect, type ListParams } from "../hal/list-params.js";
import { ResourceSchema } from "../hal/schema.js";
import { PrincipalExcerpt, User } from "../schemas/principal.js";
import type { OpenProjectTransport } from "../transport.js";

/** What to change of a user. */
export interface UpdateUser {
  login?: string | undefined;
  email?: string | undefined;
  firstName?: string | undefined;
  lastName?: string | undefined;
  admin?: boolean | undefined;
  /** Such as `en`. */
  language?: string | undefined;
  password?: string | undefined;
  /** Needed to change one's own password; since OpenProject 17. */
  currentPassword?: string | undefined;
}

/** A user to create: `invited` needs no more than the e-mail address. */
export interface CreateUser extends UpdateUser {
  email: string;
  /** @default "active", which needs a password */
  status?: "active" | "invited" | undefined;
}

/** Users. @see https://www.openproject.org/docs/api/endpoints/users/ */
export class UsersResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Gets the account this client signs in with. */
  async me(options?: RequestOptions): Promise<User> {
    return this.transport.get(path`users/me`, {}, User, options);
  }

  /** Gets a user by id or login. @throws NotFoundError */
  async get(idOrLogin: number | string, options?: RequestOptions): Promise<User> {
    return this.transport.get(path`users/${idOrLogin}`, {}, User, options);
  }

  /**
   * Lists users; the filter `name` also finds logins and e-mail addresses.
   *
   * @throws ForbiddenError unless the account manages users: others use `principals`.
   */
  async list(params: ListParams = {}, options?: RequestOptions): Promise<Collection<User>> {
    return this.transport.list(path`users`, byId(params), User, options);
  }

  /**
   * Lists only some properties, which is many times as fast: `id`, `name`, `firstname`, `lastname`.
   *
   * @throws BadRequestError for others, listing those there are.
   */
  async listOnly(
    properties: readonly string[],
    params: ListParams = {},
    options?: RequestOptions,
  ): Promise<Collection<PrincipalExcerpt>> {
    const query = { ...encodeListParams(byId(params)), select: encodeSelect(properties) };
    return this.transport.collection({ method: "GET", path: path`users`, query }, PrincipalExcerpt, options);
  }

  /** Creates or invites a user. Never repeated after an unknown outcome. @throws ValidationError, ForbiddenError */
  async create(params: CreateUser, options?: RequestOptions): Promise<User> {
    const secrets = secretsOf(params);
    return this.transport.request(
      { method: "POST", path: path`users`, body: params, secrets },
      User,
      options,
    );
  }

  /**
   * Changes a user. With `currentPassword` never repeated after an unknown outcome: it may be the current one no more.
   *
   * @throws ValidationError, ForbiddenError
   */
  async update(userId: number | "me", params: UpdateUser, options?: RequestOptions): Promise<User> {
    return this.transport.request(
      {
        method: "PATCH",
        path: path`users/${userId}`,
        body: params,
        idempotent: params.currentPassword === undefined,
        secrets: secretsOf(params),
      },
      User,
      options,
    );
  }

  /** Deletes a user; the server takes its time over that. @throws ForbiddenError, NotFoundError */
  async delete(userId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`users/${userId}`, options);
  }

  /** Keeps a user from signing in. @throws BadRequestError for one who is not active. */
  async lock(userId: number, options?: RequestOptions): Promise<User> {
    return this.transport.request(
      { method: "POST", path: path`users/${userId}/lock`, idempotent: true },
      User,
      options,
    );
  }

  /** Lets a locked user in again. @throws BadRequestError for one who is not locked. */
  async unlock(userId: number, options?: RequestOptions): Promise<User> {
    return this.transport.request({ method: "DELETE", path: path`users/${userId}/lock` }, User, options);
  }

  /** Gets what may be written to users. */
  async schema(options?: RequestOptions): Promise<ResourceSchema> {
    return this.transport.get(path`users/schema`, {}, ResourceSchema, options);
  }

  /** Says what the server thinks of a new user, without creating it. */
  async validate(params: Partial<CreateUser>, options?: RequestOptions): Promise<Form> {
    return this.transport.form(path`users/form`, params, options);
  }

  /** Says what the server thinks of changes, without making them. */
  async validateUpdate(userId: number, params: UpdateUser, options?: RequestOptions): Promise<Form> {
    return this.transport.form(path`users/${userId}/form`, params, options);
  }
}

function secretsOf({ password, currentPassword }: UpdateUser): string[] {
  return [password, currentPassword].filter((secret) => secret !== undefined);
}
