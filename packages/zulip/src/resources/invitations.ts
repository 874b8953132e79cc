import { type Page, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field, Nothing } from "../envelope.js";
import { Invitation } from "../schemas/invitation.js";
import type { ZulipTransport } from "../transport.js";

/** What those who accept an invitation get. */
export interface InvitationTerms {
  /** `null` for never. @default ten days */
  invite_expires_in_minutes?: number | null | undefined;
  /** 100 owner, 200 administrator, 300 moderator, 400 member, 600 guest. @default 400 */
  invite_as?: 100 | 200 | 300 | 400 | 600 | undefined;
  /** Channels to be subscribed to. */
  stream_ids?: readonly number[] | undefined;
  /** Groups to be added to; since Zulip 10. */
  group_ids?: readonly number[] | undefined;
  /** Subscribes to the default channels too; since Zulip 9. @default false */
  include_realm_default_subscriptions?: boolean | undefined;
  /** What the welcome bot says; since Zulip 11. */
  welcome_message_custom_text?: string | undefined;
}

/** Whom to invite. */
export interface SendInvitations extends InvitationTerms {
  invitee_emails: readonly string[];
  stream_ids: readonly number[];
  /** Tells the account when somebody accepts; since Zulip 9. @default true */
  notify_referrer_on_join?: boolean | undefined;
}

const Invites = field("invites", z.array(Invitation));
const InviteLink = field("invite_link", z.string());

/** Invitations to the organisation. */
export class InvitationsResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Lists invitations that are still open. @see https://zulip.com/api/get-invites */
  async list(options?: RequestOptions): Promise<Page<Invitation>> {
    return this.transport.list(path`invites`, {}, Invites, options);
  }

  /**
   * Sends invitations by mail.
   *
   * @throws BadRequestError `INVITATION_FAILED`; its body tells who was invited all the same
   * @see https://zulip.com/api/send-invites
   */
  async send(params: SendInvitations, options?: RequestOptions): Promise<void> {
    // The one list that is not JSON.
    const fields = { ...params, invitee_emails: params.invitee_emails.join("\n") };
    return this.transport.post(path`invites`, fields, Nothing, options);
  }

  /** Creates a link that many can use. @returns the link @see https://zulip.com/api/create-invite-link */
  async createLink(params: InvitationTerms = {}, options?: RequestOptions): Promise<string> {
    return this.transport.post(path`invites/multiuse`, params, InviteLink, options);
  }

  /** Sends an invitation again. @see https://zulip.com/api/resend-email-invite */
  async resend(inviteId: number, options?: RequestOptions): Promise<void> {
    return this.transport.post(path`invites/${inviteId}/resend`, {}, Nothing, options);
  }

  /** Revokes an invitation that was mailed. @see https://zulip.com/api/revoke-email-invite */
  async revoke(inviteId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`invites/${inviteId}`, {}, Nothing, options);
  }

  /** Revokes a link. @see https://zulip.com/api/revoke-invite-link */
  async revokeLink(inviteId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`invites/multiuse/${inviteId}`, {}, Nothing, options);
  }
}
