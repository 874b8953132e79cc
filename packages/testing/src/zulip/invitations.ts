import type { Clock } from "../clock.js";
import type { ZulipApi, ZulipCall } from "./api.js";
import { badRequest, ZulipError } from "./errors.js";
import { Records } from "./records.js";
import { notGuests } from "./roles.js";
import type { ZulipState } from "./state.js";

const TEN_DAYS_MINUTES = 14_400;

/** Invitations by mail and by link. */
export function addInvitationEndpoints(
  api: ZulipApi,
  state: ZulipState,
  clock: Clock,
  baseUrl: () => string,
): void {
  const mailed = new Records<number, object>("No such invitation");
  const links = new Records<number, object>("No such invitation");
  const now = () => Math.floor(clock.now() / 1000);

  const terms = ({ user, parameters }: ZulipCall) => {
    notGuests(user);
    const minutes = parameters.optionalJson("invite_expires_in_minutes");
    const role = parameters.optionalInteger("invite_as") ?? 400;
    const streams = parameters.optionalList("stream_ids") ?? [];
    parameters.accept("group_ids", "include_realm_default_subscriptions", "welcome_message_custom_text");
    if (minutes !== undefined && minutes !== null && (typeof minutes !== "number" || minutes <= 0)) {
      throw badRequest("invite_expires_in_minutes is not a positive integer");
    }
    if (![100, 200, 300, 400, 600].includes(role)) throw badRequest("Invalid invite_as");
    if (role < user.role) throw badRequest("Must be an organization owner");
    const missing = streams.find((id) => !state.streams.has(Number(id)));
    if (missing !== undefined) throw badRequest(`Invalid channel ID ${missing}. No invites were sent.`);
    const lasts = minutes === undefined ? TEN_DAYS_MINUTES : minutes;
    return {
      id: state.nextId(),
      invited_by_user_id: user.user_id,
      invited: now(),
      expiry_date: typeof lasts === "number" ? now() + lasts * 60 : null,
      invited_as: role,
    };
  };

  api.on("GET", "/invites", ({ user }) => {
    notGuests(user);
    return { invites: [...mailed.all, ...links.all] };
  });
  api.on("POST", "/invites", (call) => {
    const { parameters } = call;
    // Text, of all lists: one address a line, or with commas.
    const emails = parameters
      .text("invitee_emails")
      .split(/[,\n]/)
      .map((email) => email.trim())
      .filter(Boolean);
    const notify_referrer_on_join = parameters.flag("notify_referrer_on_join", true);
    parameters.list("stream_ids");
    if (emails.length === 0) throw badRequest("You must specify at least one email address.");
    const shared = terms(call);
    const wrong = emails.filter((email) => !/^[^@\s[\]"]+@[^@\s[\]"]+$/.test(email));
    const known = emails.filter((email) => state.findUserByEmail(email));
    if (wrong.length + known.length > 0) {
      const errors = [...wrong, ...known].map((email) => [email, "Could not be invited.", false]);
      const fields = {
        errors,
        sent_invitations: false,
        daily_limit_reached: false,
        license_limit_reached: false,
      };
      throw new ZulipError(
        "INVITATION_FAILED",
        "Some emails did not validate, so we didn't send any invitations.",
        fields,
      );
    }
    for (const email of emails) {
      const id = state.nextId();
      mailed.set(id, { ...shared, id, email, notify_referrer_on_join, is_multiuse: false });
    }
    return {};
  });
  api.on("POST", "/invites/multiuse", (call) => {
    const invitation = terms(call);
    const link_url = `${baseUrl()}/join/${invitation.id}abcdefghijklmnop/`;
    links.set(invitation.id, { ...invitation, link_url, is_multiuse: true });
    return { invite_link: link_url };
  });
  api.on("POST", "/invites/{id}/resend", ({ path }) => {
    mailed.get(Number(path.id));
    return {};
  });
  api.on("DELETE", "/invites/{id}", ({ path }) => {
    mailed.delete(Number(path.id));
    return {};
  });
  api.on("DELETE", "/invites/multiuse/{id}", ({ path }) => {
    links.delete(Number(path.id));
    return {};
  });
}
