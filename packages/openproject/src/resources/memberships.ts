import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import type { Form } from "../hal/form.js";
import { type FormattableInput, toFormattable } from "../hal/formattable.js";
import type { LinkRef } from "../hal/link.js";
import { byId, type ListParams } from "../hal/list-params.js";
import { ResourceSchema } from "../hal/schema.js";
import { Membership } from "../schemas/membership.js";
import { Project } from "../schemas/project.js";
import type { OpenProjectTransport } from "../transport.js";
import type { Names } from "../writing/names.js";
import type { Notifying } from "../writing/notifying.js";
import type { WholeCall } from "../writing/whole-call.js";

/** What to change of a membership. */
export interface UpdateMembership extends Notifying {
  /** All roles from now on, by id, href or name. */
  roles: readonly LinkRef[];
  /** Goes into the e-mail about it. */
  notificationMessage?: FormattableInput | undefined;
}

/** A membership to create. */
export interface CreateMembership extends UpdateMembership {
  /** A user, group or placeholder user, by id, href, login, e-mail address or name. */
  principal: LinkRef;
  /** By id, href, identifier or name. @default the whole instance, which only administrators may grant */
  project?: LinkRef | null | undefined;
}

/** Who has which roles where. @see https://www.openproject.org/docs/api/endpoints/memberships/ */
export class MembershipsResource {
  constructor(
    private readonly transport: OpenProjectTransport,
    private readonly names: Names,
  ) {}

  /** Lists memberships; filters are `project`, `principal`, `role` and others. */
  async list(params: ListParams = {}, options?: RequestOptions): Promise<Collection<Membership>> {
    return this.transport.list(path`memberships`, byId(params), Membership, options);
  }

  /** Gets a membership. @throws NotFoundError */
  async get(membershipId: number, options?: RequestOptions): Promise<Membership> {
    return this.transport.get(path`memberships/${membershipId}`, {}, Membership, options);
  }

  /** Gives a principal roles in a project. @throws ValidationError, with attribute `user` for a member of it already. */
  async create(params: CreateMembership, options?: RequestOptions): Promise<Membership> {
    const call = this.transport.begin(options);
    return this.transport.post(path`memberships`, await this.#encode(params, call), Membership, call);
  }

  /**
   * Replaces the roles of a membership. Never repeated after an unknown outcome: the member would be told twice.
   *
   * @throws NotFoundError, ValidationError
   */
  async update(
    membershipId: number,
    params: UpdateMembership,
    options?: RequestOptions,
  ): Promise<Membership> {
    const call = this.transport.begin(options);
    const body = await this.#encode(params, call);
    return this.transport.patch(path`memberships/${membershipId}`, body, Membership, call);
  }

  /** Ends a membership. @throws NotFoundError */
  async delete(membershipId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`memberships/${membershipId}`, options);
  }

  /** Says what the server thinks of a new membership, without creating it. */
  async validate(params: Partial<CreateMembership>, options?: RequestOptions): Promise<Form> {
    const call = this.transport.begin(options);
    return this.transport.form(path`memberships/form`, await this.#encode(params, call), call);
  }

  /** Says what the server thinks of changes, without making them. */
  async validateUpdate(
    membershipId: number,
    params: UpdateMembership,
    options?: RequestOptions,
  ): Promise<Form> {
    const call = this.transport.begin(options);
    return this.transport.form(
      path`memberships/${membershipId}/form`,
      await this.#encode(params, call),
      call,
    );
  }

  /** Gets what may be written to memberships. */
  async schema(options?: RequestOptions): Promise<ResourceSchema> {
    return this.transport.get(path`memberships/schema`, {}, ResourceSchema, options);
  }

  /** Lists the projects in which this account may manage members. */
  async availableProjects(params: ListParams = {}, options?: RequestOptions): Promise<Collection<Project>> {
    return this.transport.list(path`memberships/available_projects`, params, Project, options);
  }

  async #encode(params: Partial<CreateMembership>, call: WholeCall): Promise<object> {
    const { names } = this;
    const { principal, project, roles, notify: sendNotifications, notificationMessage } = params;
    return {
      _links: {
        principal: await names.principal(principal, call),
        project: await names.project(project, call),
        roles: roles && (await Promise.all(roles.map((role) => names.role(role, call)))),
      },
      // In the plural: the documentation's `sendNotification` is ignored, and the e-mail goes out.
      _meta: { sendNotifications, notificationMessage: toFormattable(notificationMessage) },
    };
  }
}
