import { type Page, path, type RequestOptions } from "@platformq/resilience";
import type { ListParams } from "../hal/collection.js";
import { type FormattableInput, toFormattable } from "../hal/formattable.js";
import { type LinkRef, toLink } from "../hal/link.js";
import { Membership } from "../schemas/membership.js";
import type { OpenProjectTransport } from "../transport.js";

/** What to change of a membership. */
export interface UpdateMembership {
  /** All roles from now on, by id or href. */
  roles: readonly LinkRef[];
  /** Tells the member by e-mail. @default true */
  sendNotifications?: boolean | undefined;
  /** Goes into that e-mail. */
  notificationMessage?: FormattableInput | undefined;
}

/** A membership to create. */
export interface CreateMembership extends UpdateMembership {
  /** Id of a user, or an href of a user, group or placeholder user. */
  principal: LinkRef;
  /** Id, or href. @default the whole instance, which only administrators may grant */
  project?: LinkRef | null | undefined;
}

/** Who has which roles where. @see https://www.openproject.org/docs/api/endpoints/memberships/ */
export class MembershipsResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists memberships; filters are `project`, `principal`, `role` and others. */
  list(params: ListParams = {}, options?: RequestOptions): Promise<Page<Membership>> {
    return this.transport.list(path`memberships`, params, Membership, options);
  }

  /** Gives a principal roles in a project. @throws ValidationError, with attribute `user` for a member of it already. */
  create(params: CreateMembership, options?: RequestOptions): Promise<Membership> {
    const { principal, project } = params;
    const links = { principal: toLink("users", principal), project: toLink("projects", project) };
    return this.transport.post(path`memberships`, encodeMembership(params, links), Membership, options);
  }

  /** Replaces the roles of a membership. @throws NotFoundError, ValidationError */
  update(membershipId: number, params: UpdateMembership, options?: RequestOptions): Promise<Membership> {
    const body = encodeMembership(params, {});
    return this.transport.patch(path`memberships/${membershipId}`, body, Membership, options);
  }

  /** Ends a membership. @throws NotFoundError */
  delete(membershipId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`memberships/${membershipId}`, options);
  }
}

function encodeMembership(params: UpdateMembership, links: object): object {
  const { roles, sendNotifications, notificationMessage } = params;
  return {
    _links: { ...links, roles: roles.map((role) => toLink("roles", role)) },
    // In the plural: the documentation's `sendNotification` is ignored, and the e-mail goes out.
    _meta: { sendNotifications, notificationMessage: toFormattable(notificationMessage) },
  };
}
