import { BadRequestError, UnauthorizedError, UnprocessableEntityError } from "@platformq/resilience";
import { describe, expect, test } from "vitest";
import { startZulip } from "../fake-zulip.js";
import { checkThinEndpoint, keyOf, type ThinEndpoint } from "../thin-endpoint.js";

const ANNA = 11;
const bot = { full_name: "Helper", short_name: "helper" };
const person = { email: "eve@example.com", password: "correct horse", full_name: "Eve" };
const invitation = { invitee_emails: ["x@example.org", "y@example.org"], stream_ids: [] };
const jwt = `e30.${Buffer.from('{"email":"admin@example.com"}').toString("base64url")}.c2ln`;

const endpoints: Record<string, ThinEndpoint> = {
  "users.create": {
    call: (zulip) => zulip.users.create(person),
    sends: "POST users",
    with: person,
    gives: 15,
  },
  "users.update": {
    call: (zulip) => zulip.users.update(ANNA, { role: 300, profile_data: [{ id: 1, value: null }] }),
    sends: "PATCH users/11",
    with: { role: "300", profile_data: '[{"id":1,"value":null}]' },
  },
  "users.updateByEmail": {
    call: (zulip) => zulip.users.updateByEmail("anna@example.com", { full_name: "Anna B." }),
    sends: "PATCH users/anna%40example.com",
    with: { full_name: "Anna B." },
  },
  "users.deactivate": {
    call: (zulip) => zulip.users.deactivate(ANNA, { deactivation_notification_comment: "Bye" }),
    sends: "DELETE users/11",
    with: { deactivation_notification_comment: "Bye" },
  },
  "users.reactivate": {
    before: (zulip) => zulip.users.deactivate(ANNA),
    call: (zulip) => zulip.users.reactivate(ANNA),
    sends: "POST users/11/reactivate",
  },
  "users.list of some": {
    call: (zulip) => zulip.users.list({ user_ids: [ANNA] }),
    sends: "GET users",
    with: { user_ids: "[11]" },
    gives: { items: expect.any(Array) },
  },
  "bots.create": {
    call: (zulip) => zulip.bots.create({ ...bot, bot_type: 3, payload_url: "https://example.com/hook" }),
    sends: "POST bots",
    with: { ...bot, bot_type: "3", payload_url: '"https://example.com/hook"' },
    gives: { user_id: 15, api_key: expect.any(String) },
  },
  "bots.list": {
    before: (zulip) => zulip.bots.create(bot),
    call: (zulip) => zulip.bots.list(),
    sends: "GET bots",
    gives: { items: [{ full_name: "Alerts" }, { full_name: "Helper" }] },
  },
  "bots.update": {
    before: (zulip) => zulip.bots.create(bot),
    call: (zulip) => zulip.bots.update(15, { full_name: "Aide", service_payload_url: "https://b.example" }),
    sends: "PATCH bots/15",
    with: { full_name: "Aide", service_payload_url: '"https://b.example"' },
    gives: { full_name: "Aide" },
  },
  "bots.deactivate": {
    before: (zulip) => zulip.bots.create(bot),
    call: (zulip) => zulip.bots.deactivate(15),
    sends: "DELETE bots/15",
  },
  "bots.apiKey": {
    call: (zulip) => zulip.bots.apiKey(14),
    sends: "GET bots/14/api_key",
    answer: { api_key: keyOf("bot") },
    gives: keyOf("bot"),
  },
  "bots.regenerateApiKey": {
    before: (zulip) => zulip.bots.create(bot),
    call: (zulip) => zulip.bots.regenerateApiKey(15),
    sends: "POST bots/15/api_key/regenerate",
    gives: [...keyOf("bot15")].reverse().join(""),
  },
  "invitations.send": {
    call: (zulip) => zulip.invitations.send({ ...invitation, invite_expires_in_minutes: null }),
    sends: "POST invites",
    with: {
      invitee_emails: "x@example.org\ny@example.org",
      stream_ids: "[]",
      invite_expires_in_minutes: "null",
    },
  },
  "invitations.list": {
    before: (zulip) => zulip.invitations.send(invitation),
    call: (zulip) => zulip.invitations.list(),
    sends: "GET invites",
    gives: { items: [{ email: "x@example.org", is_multiuse: false }, { email: "y@example.org" }] },
  },
  "invitations.createLink": {
    call: (zulip) => zulip.invitations.createLink({ invite_as: 600 }),
    sends: "POST invites/multiuse",
    with: { invite_as: "600" },
    gives: expect.stringContaining("/join/"),
  },
  "invitations.resend": {
    before: (zulip) => zulip.invitations.send(invitation),
    call: (zulip) => zulip.invitations.resend(2),
    sends: "POST invites/2/resend",
  },
  "invitations.revoke": {
    before: (zulip) => zulip.invitations.send(invitation),
    call: (zulip) => zulip.invitations.revoke(2),
    sends: "DELETE invites/2",
  },
  "invitations.revokeLink": {
    before: (zulip) => zulip.invitations.createLink(),
    call: (zulip) => zulip.invitations.revokeLink(1),
    sends: "DELETE invites/multiuse/1",
  },
  "authentication.fetchApiKey": {
    call: (zulip) =>
      zulip.authentication.fetchApiKey({ username: "admin@example.com", password: "correct horse" }),
    sends: "POST fetch_api_key",
    with: { username: "admin@example.com", password: "correct horse" },
    gives: { api_key: keyOf("admin"), user_id: 10 },
  },
  "authentication.fetchApiKeyByJwt": {
    call: (zulip) => zulip.authentication.fetchApiKeyByJwt({ token: jwt }),
    sends: "POST jwt/fetch_api_key",
    with: { token: jwt },
    gives: { api_key: keyOf("admin") },
  },
  "authentication.devFetchApiKey": {
    call: (zulip) => zulip.authentication.devFetchApiKey({ username: "admin@example.com" }),
    sends: "POST dev_fetch_api_key",
    with: { username: "admin@example.com" },
    gives: { api_key: keyOf("admin") },
  },
  "authentication.devListUsers": {
    call: (zulip) => zulip.authentication.devListUsers(),
    sends: "GET dev_list_users",
    gives: { direct_admins: [{ email: "admin@example.com" }] },
  },
  "authentication.regenerateApiKey": {
    call: (zulip) => zulip.authentication.regenerateApiKey(),
    sends: "POST users/me/api_key/regenerate",
    gives: [...keyOf("admin")].reverse().join(""),
  },
};

test.each(Object.entries(endpoints))("%s", (_, endpoint) => checkThinEndpoint(endpoint));

describe("accounts", () => {
  test("the last administrator stays", async () => {
    await using server = await startZulip();
    await expect(server.client.users.deactivateMe()).rejects.toBeInstanceOf(UnprocessableEntityError);
    await server.client.users.update(ANNA, { role: 200 });
    await server.client.users.deactivateMe();
    expect(server.fake.state.users.get(10)?.is_active).toBe(false);
  });

  test("an address that is taken is refused", async () => {
    await using server = await startZulip();
    const again = server.client.users.create({ ...person, email: "anna@example.com" });
    await expect(again).rejects.toBeInstanceOf(BadRequestError);
  });

  test("an invitation that failed tells for whom", async () => {
    await using server = await startZulip();
    const sending = server.client.invitations.send({ invitee_emails: ["anna@example.com"], stream_ids: [] });
    await expect(sending).rejects.toMatchObject({
      code: "INVITATION_FAILED",
      body: { errors: [["anna@example.com", expect.any(String), false]], sent_invitations: false },
    });
  });

  test("a password that is wrong gets no key, and is in no message", async () => {
    await using server = await startZulip();
    const params = { username: "admin@example.com", password: "wrong-password" };
    const error = await server.client.authentication.fetchApiKey(params).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UnauthorizedError);
    expect(error).toMatchObject({ code: "AUTHENTICATION_FAILED" });
    expect(String(error)).not.toContain("wrong-password");
    expect(await server.client.users.me()).toMatchObject({ is_admin: true });
  });
});
