import { BadRequestError, ForbiddenError, NotFoundError } from "@platformq/resilience";
import { describe, expect, test } from "vitest";
import { startZulip } from "../fake-zulip.js";
import { checkThinEndpoint, keyOf, type ThinEndpoint } from "../thin-endpoint.js";

const linkifier = { pattern: "#(?P<id>[0-9]+)", url_template: "https://example.com/{id}" };
const playground = { name: "Try", pygments_language: "Python", url_template: "https://x.example/{code}" };
const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);
const domain = { domain: "example.org", allow_subdomains: false };

const endpoints: Record<string, ThinEndpoint> = {
  "organization.update": {
    call: (zulip) =>
      zulip.organization.update({
        name: "Acme",
        message_retention_days: "unlimited",
        jitsi_server_url: "https://meet.example.com",
      }),
    sends: "PATCH realm",
    with: {
      name: "Acme",
      message_retention_days: '"unlimited"',
      jitsi_server_url: '"https://meet.example.com"',
    },
  },
  "organization.updateUserSettingsDefaults": {
    call: (zulip) => zulip.organization.updateUserSettingsDefaults({ color_scheme: 2, enter_sends: true }),
    sends: "PATCH realm/user_settings_defaults",
    with: { color_scheme: "2", enter_sends: "true" },
  },
  "organization.testWelcomeMessage": {
    call: (zulip) => zulip.organization.testWelcomeMessage({ welcome_message_custom_text: "Hi" }),
    sends: "POST realm/test_welcome_bot_custom_message",
    with: { welcome_message_custom_text: "Hi" },
    gives: 1,
  },
  "linkifiers.add": {
    call: (zulip) => zulip.linkifiers.add(linkifier),
    sends: "POST realm/filters",
    with: linkifier,
    gives: 1,
  },
  "linkifiers.list": {
    before: (zulip) => zulip.linkifiers.add(linkifier),
    call: (zulip) => zulip.linkifiers.list(),
    sends: "GET realm/linkifiers",
    gives: { items: [{ id: 1, ...linkifier }] },
  },
  "linkifiers.update": {
    before: (zulip) => zulip.linkifiers.add(linkifier),
    call: (zulip) => zulip.linkifiers.update(1, { ...linkifier, pattern: "T(?P<id>[0-9]+)" }),
    sends: "PATCH realm/filters/1",
    with: { ...linkifier, pattern: "T(?P<id>[0-9]+)" },
  },
  "linkifiers.remove": {
    before: (zulip) => zulip.linkifiers.add(linkifier),
    call: (zulip) => zulip.linkifiers.remove(1),
    sends: "DELETE realm/filters/1",
  },
  "linkifiers.reorder": {
    before: (zulip) => zulip.linkifiers.add(linkifier),
    call: (zulip) => zulip.linkifiers.reorder([1]),
    sends: "PATCH realm/linkifiers",
    with: { ordered_linkifier_ids: "[1]" },
  },
  "playgrounds.add": {
    call: (zulip) => zulip.playgrounds.add(playground),
    sends: "POST realm/playgrounds",
    with: playground,
    gives: 1,
  },
  "playgrounds.remove": {
    before: (zulip) => zulip.playgrounds.add(playground),
    call: (zulip) => zulip.playgrounds.remove(1),
    sends: "DELETE realm/playgrounds/1",
  },
  "profileFields.create": {
    call: (zulip) => zulip.profileFields.create({ name: "Phone", field_type: 1, required: true }),
    sends: "POST realm/profile_fields",
    with: { name: "Phone", field_type: "1", required: "true" },
    gives: 1,
  },
  "profileFields.list": {
    before: (zulip) => zulip.profileFields.create({ name: "Phone", field_type: 1 }),
    call: (zulip) => zulip.profileFields.list(),
    sends: "GET realm/profile_fields",
    gives: { items: [{ id: 1, type: 1, name: "Phone" }] },
  },
  "profileFields.update": {
    before: (zulip) => zulip.profileFields.create({ name: "Phone", field_type: 1 }),
    call: (zulip) => zulip.profileFields.update(1, { hint: "With +" }),
    sends: "PATCH realm/profile_fields/1",
    with: { hint: "With +" },
  },
  "profileFields.delete": {
    before: (zulip) => zulip.profileFields.create({ name: "Phone", field_type: 1 }),
    call: (zulip) => zulip.profileFields.delete(1),
    sends: "DELETE realm/profile_fields/1",
  },
  "profileFields.reorder": {
    before: (zulip) => zulip.profileFields.create({ name: "Phone", field_type: 1 }),
    call: (zulip) => zulip.profileFields.reorder([1]),
    sends: "PATCH realm/profile_fields",
    with: { order: "[1]" },
  },
  "domains.add": {
    call: (zulip) => zulip.domains.add(domain),
    sends: "POST realm/domains",
    with: { domain: "example.org", allow_subdomains: "false" },
  },
  "domains.list": {
    before: (zulip) => zulip.domains.add(domain),
    call: (zulip) => zulip.domains.list(),
    sends: "GET realm/domains",
    gives: { items: [domain] },
  },
  "domains.update": {
    before: (zulip) => zulip.domains.add(domain),
    call: (zulip) => zulip.domains.update("example.org", { allow_subdomains: true }),
    sends: "PATCH realm/domains/example.org",
    with: { allow_subdomains: "true" },
  },
  "domains.delete": {
    before: (zulip) => zulip.domains.add(domain),
    call: (zulip) => zulip.domains.delete("example.org"),
    sends: "DELETE realm/domains/example.org",
  },
  "emoji.list": {
    before: (zulip) => zulip.emoji.upload("logo", png, { filename: "logo.png" }),
    call: (zulip) => zulip.emoji.list(),
    sends: "GET realm/emoji",
    gives: { 1: { name: "logo", deactivated: false } },
  },
  "emoji.deactivate": {
    before: (zulip) => zulip.emoji.upload("logo", png, { filename: "logo.png" }),
    call: (zulip) => zulip.emoji.deactivate("logo"),
    sends: "DELETE realm/emoji/logo",
  },
  "exports.create": {
    call: (zulip) => zulip.exports.create({ export_type: 1 }),
    sends: "POST export/realm",
    with: { export_type: "1" },
    gives: 1,
  },
  "exports.list": {
    before: (zulip) => zulip.exports.create(),
    call: (zulip) => zulip.exports.list(),
    sends: "GET export/realm",
    gives: { items: [{ id: 1, pending: true, export_url: null }] },
  },
  "exports.delete": {
    before: (zulip) => zulip.exports.create(),
    call: (zulip) => zulip.exports.delete(1),
    sends: "DELETE export/realm/1",
  },
  "exports.consents": {
    call: (zulip) => zulip.exports.consents(),
    sends: "GET export/realm/consents",
    gives: { total: 4 },
  },
  "calls.createBigBlueButton": {
    call: (zulip) => zulip.calls.createBigBlueButton({ meeting_name: "Daily", voice_only: true }),
    sends: "GET calls/bigbluebutton/create",
    with: { meeting_name: "Daily", voice_only: "true" },
    gives: "/calls/bigbluebutton/join?bigbluebutton=Daily",
  },
  "calls.createConstructorGroups": {
    call: (zulip) => zulip.calls.createConstructorGroups(),
    sends: "POST calls/constructorgroups/create",
    answer: { url: "https://calls.example.com/1" },
    gives: "https://calls.example.com/1",
  },
  "calls.createNextcloudTalk": {
    call: (zulip) => zulip.calls.createNextcloudTalk({ room_name: "Daily" }),
    sends: "POST calls/nextcloud_talk/create",
    with: { room_name: "Daily" },
    answer: { url: "https://calls.example.com/2" },
    gives: "https://calls.example.com/2",
  },
  "calls.createWebex": {
    call: (zulip) => zulip.calls.createWebex(),
    sends: "POST calls/webex/create",
    answer: { url: "https://calls.example.com/3" },
    gives: "https://calls.example.com/3",
  },
  "calls.createZoom": {
    call: (zulip) => zulip.calls.createZoom({ is_video_call: true }),
    sends: "POST calls/zoom/create",
    with: { is_video_call: "true" },
    answer: { url: "https://calls.example.com/4" },
    gives: "https://calls.example.com/4",
  },
};

test.each(Object.entries(endpoints))("%s", (_, endpoint) =>
  checkThinEndpoint(endpoint, async ({ fake }) => {
    const admin = fake.state.findUserByEmail("admin@example.com");
    if (admin) admin.role = 100;
  }),
);

describe("the organization", () => {
  test("is set up by administrators, and its domains by owners", async () => {
    await using server = await startZulip();
    const anna = server.connect({ email: "anna@example.com", apiKey: keyOf("anna") });
    await expect(anna.linkifiers.add(linkifier)).rejects.toBeInstanceOf(ForbiddenError);
    await expect(server.client.domains.add(domain)).rejects.toMatchObject({ code: "UNAUTHORIZED_PRINCIPAL" });
  });

  test("gets an icon and two logos, which administrators may change", async () => {
    await using server = await startZulip();
    const { organization, server: info } = server.client;
    const icon = await organization.setIcon(png, { filename: "icon.png" });
    expect((await info.settings()).realm_icon).toBe(icon);
    const day = await organization.setLogo(png, { filename: "day.png" });
    const night = await organization.setLogo(png, { filename: "night.png", night: true });
    expect(night).not.toBe(day);
    expect(await organization.deleteLogo({ night: true })).not.toBe(night);
    expect(server.fake.requests.at(-1)).toMatchObject({ method: "DELETE", body: { night: "true" } });
    expect(await organization.deleteIcon()).not.toBe(icon);
    const anna = server.connect({ email: "anna@example.com", apiKey: keyOf("anna") }).organization;
    await expect(anna.setIcon(png, { filename: "icon.png" })).rejects.toBeInstanceOf(ForbiddenError);
    await expect(anna.deleteLogo()).rejects.toBeInstanceOf(ForbiddenError);
  });

  test("takes an emoji that is an image", async () => {
    await using server = await startZulip();
    const { emoji } = server.client;
    await emoji.upload("logo", png, { filename: "logo.png" });
    expect(server.fake.requests.at(-1)).toMatchObject({
      path: "/api/v1/realm/emoji/logo",
      body: { _multipart: { filename: { filename: "logo.png", contentType: "image/png", bytes: 4 } } },
    });
    const text = emoji.upload("text", png, { filename: "notes.txt" });
    await expect(text).rejects.toMatchObject({ code: "BAD_IMAGE" });
    await expect(emoji.upload("logo", png, { filename: "logo.png" })).rejects.toBeInstanceOf(BadRequestError);
    await expect(emoji.deactivate("nothing")).rejects.toBeInstanceOf(NotFoundError);
  });
});
