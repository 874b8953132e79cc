import type { Clock } from "../clock.js";
import type { ZulipApi } from "./api.js";
import { badRequest } from "./errors.js";
import { uploadedImage } from "./images.js";
import type { Parameters } from "./parameters.js";
import { Records } from "./records.js";
import { notGuests, onlyAdministrators, onlyOwners } from "./roles.js";
import type { ZulipState } from "./state.js";

/** What administrators set up for the organisation. */
export function addOrganizationEndpoints(api: ZulipApi, state: ZulipState, clock: Clock): void {
  addLinkifiers(api, state);
  addPlaygrounds(api, state);
  addProfileFields(api, state);
  addDomains(api);
  addEmoji(api, state);
  addExports(api, state, clock);

  const words = new Set(["unlimited", "realm_default"]);
  api.on("PATCH", "/realm", ({ user, parameters }) => {
    onlyAdministrators(user);
    const retention = parameters.optionalJson("message_retention_days");
    if (retention !== undefined && typeof retention !== "number" && !words.has(String(retention))) {
      throw badRequest("Bad value for 'message_retention_days'");
    }
    const jitsi = parameters.optionalJson("jitsi_server_url");
    if (jitsi !== undefined && jitsi !== null && typeof jitsi !== "string") {
      throw badRequest("jitsi_server_url is not an allowed_type");
    }
    state.realmName = parameters.optionalText("name") ?? state.realmName;
    parameters.acceptAll();
    return {};
  });
  api.on("PATCH", "/realm/user_settings_defaults", ({ user, parameters }) => {
    onlyAdministrators(user);
    parameters.acceptAll();
    return {};
  });
  api.on("POST", "/realm/test_welcome_bot_custom_message", ({ user, parameters }) => {
    onlyAdministrators(user);
    if (parameters.text("welcome_message_custom_text").length > 8000) throw badRequest("Text is too long");
    return { message_id: state.nextId() };
  });
  api.on("GET", "/calls/bigbluebutton/create", ({ parameters }) => {
    const name = parameters.text("meeting_name");
    parameters.accept("voice_only");
    return { url: `/calls/bigbluebutton/join?bigbluebutton=${encodeURIComponent(name)}` };
  });
}

function addLinkifiers(api: ZulipApi, state: ZulipState): void {
  interface Linkifier {
    readonly id: number;
    readonly pattern: string;
    readonly url_template: string;
  }
  let linkifiers: Linkifier[] = [];
  const find = (id: string | undefined): number => {
    const index = linkifiers.findIndex((linkifier) => linkifier.id === Number(id));
    if (index < 0) throw badRequest("Linkifier not found.");
    return index;
  };
  const read = (parameters: Parameters, except = 0): Omit<Linkifier, "id"> => {
    const pattern = parameters.text("pattern");
    const url_template = parameters.text("url_template");
    if (linkifiers.some((other) => other.pattern === pattern && other.id !== except)) {
      throw badRequest("Linkifier pattern must be unique");
    }
    for (const [, name] of pattern.matchAll(/\(\?P<(\w+)>/g)) {
      if (!url_template.includes(`{${name}}`)) {
        throw badRequest(`Group '${name}' in linkifier pattern is not present in URL template.`);
      }
    }
    return { pattern, url_template };
  };

  api.on("GET", "/realm/linkifiers", () => ({ linkifiers }));
  api.on("POST", "/realm/filters", ({ user, parameters }) => {
    onlyAdministrators(user);
    const linkifier = { id: state.nextId(), ...read(parameters) };
    linkifiers.push(linkifier);
    return { id: linkifier.id };
  });
  api.on("PATCH", "/realm/filters/{id}", ({ user, path, parameters }) => {
    onlyAdministrators(user);
    const index = find(path.id);
    const id = Number(path.id);
    linkifiers[index] = { id, ...read(parameters, id) };
    return {};
  });
  api.on("DELETE", "/realm/filters/{id}", ({ user, path }) => {
    onlyAdministrators(user);
    linkifiers.splice(find(path.id), 1);
    return {};
  });
  api.on("PATCH", "/realm/linkifiers", ({ user, parameters }) => {
    onlyAdministrators(user);
    const order = parameters.list("ordered_linkifier_ids").map(Number);
    if (order.length !== linkifiers.length)
      throw badRequest("The ordered list must enumerate all existing linkifiers exactly once");
    linkifiers = order.flatMap((id) => linkifiers[find(String(id))] ?? []);
    return {};
  });
}

function addPlaygrounds(api: ZulipApi, state: ZulipState): void {
  const playgrounds = new Records<number, object>("Invalid playground");
  api.on("POST", "/realm/playgrounds", ({ user, parameters }) => {
    onlyAdministrators(user);
    const name = parameters.text("name").trim();
    const pygments_language = parameters.text("pygments_language");
    const url_template = parameters.text("url_template");
    if (!url_template.includes("{code}"))
      throw badRequest('Missing the required variable "code" in the URL template');
    if (!/^[A-Za-z0-9_+#-]+$/.test(pygments_language))
      throw badRequest("Invalid characters in pygments language");
    const id = state.nextId();
    playgrounds.set(id, { id, name, pygments_language, url_template });
    return { id };
  });
  api.on("DELETE", "/realm/playgrounds/{id}", ({ user, path }) => {
    onlyAdministrators(user);
    playgrounds.delete(Number(path.id));
    return {};
  });
}

function addProfileFields(api: ZulipApi, state: ZulipState): void {
  interface ProfileField {
    readonly id: number;
    readonly type: number;
    readonly order: number;
    readonly name: string;
    readonly hint: string;
    readonly field_data: string;
  }
  const fields = new Records<number, ProfileField>("Field id not found.");
  const checkName = (name: string): string => {
    if (name === "") throw badRequest("Label cannot be blank.");
    if (fields.all.some((other) => other.name === name))
      throw badRequest("A field with that label already exists.");
    return name;
  };

  api.on("GET", "/realm/profile_fields", () => ({
    custom_fields: fields.all.sort((a, b) => a.order - b.order),
  }));
  api.on("POST", "/realm/profile_fields", ({ user, parameters }) => {
    onlyAdministrators(user);
    const type = parameters.integer("field_type");
    if (type < 1 || type > 8) throw badRequest("Invalid field type.");
    const name = checkName((parameters.optionalText("name") ?? "").trim());
    const hint = parameters.optionalText("hint") ?? "";
    const data = parameters.optionalText("field_data") ?? "";
    if (type === 3 && data === "") throw badRequest("Field must have at least one choice.");
    parameters.accept("display_in_profile_summary", "required", "editable_by_user");
    const id = state.nextId();
    fields.set(id, { id, type, order: id, name, hint, field_data: data });
    return { id };
  });
  api.on("PATCH", "/realm/profile_fields/{id}", ({ user, path, parameters }) => {
    onlyAdministrators(user);
    const name = parameters.optionalText("name")?.trim();
    const hint = parameters.optionalText("hint");
    parameters.accept("field_data", "display_in_profile_summary", "required", "editable_by_user");
    fields.change(Number(path.id), {
      ...(name !== undefined && { name: checkName(name) }),
      ...(hint !== undefined && { hint }),
    });
    return {};
  });
  api.on("DELETE", "/realm/profile_fields/{id}", ({ user, path }) => {
    onlyAdministrators(user);
    fields.delete(Number(path.id));
    return {};
  });
  api.on("PATCH", "/realm/profile_fields", ({ user, parameters }) => {
    onlyAdministrators(user);
    const order = parameters.list("order").map(Number);
    if (order.length !== fields.all.length) throw badRequest("Invalid order mapping.");
    order.forEach((id, index) => {
      fields.change(id, { order: index });
    });
    return {};
  });
}

function addDomains(api: ZulipApi): void {
  interface Domain {
    readonly domain: string;
    readonly allow_subdomains: boolean;
  }
  const domains = new Records<string, Domain>("No entry found for domain");
  api.on("GET", "/realm/domains", () => ({ domains: domains.all }));
  api.on("POST", "/realm/domains", ({ user, parameters }) => {
    onlyOwners(user);
    const domain = parameters.text("domain").toLowerCase();
    const allow_subdomains = parameters.flag("allow_subdomains", false);
    if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain))
      throw badRequest("Invalid domain: Domain must have at least one dot (.)");
    if (domains.has(domain)) throw badRequest(`The domain ${domain} is already a part of your organization.`);
    domains.set(domain, { domain, allow_subdomains });
    return { new_domain: [1, domain] };
  });
  api.on("PATCH", "/realm/domains/{domain}", ({ user, path, parameters }) => {
    onlyOwners(user);
    domains.change(path.domain ?? "", { allow_subdomains: parameters.flag("allow_subdomains", false) });
    return {};
  });
  api.on("DELETE", "/realm/domains/{domain}", ({ user, path }) => {
    onlyOwners(user);
    domains.delete(path.domain ?? "");
    return {};
  });
}

function addEmoji(api: ZulipApi, state: ZulipState): void {
  interface Emoji {
    readonly id: string;
    readonly name: string;
    readonly source_url: string;
    readonly deactivated: boolean;
    readonly author_id: number;
  }
  const emoji = new Map<string, Emoji>();
  const active = (name: string | undefined) =>
    [...emoji.values()].find((other) => other.name === name && !other.deactivated);

  api.on("GET", "/realm/emoji", () => ({ emoji: Object.fromEntries(emoji) }));
  api.on("POST", "/realm/emoji/{name}", async ({ user, path, incoming }) => {
    notGuests(user);
    const name = (path.name ?? "").trim().toLowerCase().replaceAll(" ", "_");
    if (!/^[0-9a-z.\-_]+(?<![.\-_])$/.test(name)) throw badRequest("Invalid characters in emoji name");
    if (active(name)) throw badRequest("A custom emoji with this name already exists.");
    await uploadedImage(incoming, "file");
    const id = String(state.nextId());
    const source_url = `/user_avatars/2/emoji/images/${id}.png`;
    emoji.set(id, { id, name, source_url, deactivated: false, author_id: user.user_id });
    return {};
  });
  api.on("DELETE", "/realm/emoji/{name}", ({ user, path }) => {
    const found = active(path.name);
    if (found === undefined) throw badRequest(`Emoji '${path.name}' does not exist`, 404);
    if (user.role > 200 && found.author_id !== user.user_id) {
      throw badRequest("Must be an organization administrator or emoji author");
    }
    emoji.set(found.id, { ...found, deactivated: true });
    return {};
  });
}

function addExports(api: ZulipApi, state: ZulipState, clock: Clock): void {
  const exports = new Records<number, object>("Invalid data export ID");
  api.on("GET", "/export/realm", ({ user }) => {
    onlyAdministrators(user);
    return { exports: exports.all };
  });
  api.on("POST", "/export/realm", ({ user, parameters }) => {
    onlyAdministrators(user);
    const export_type = parameters.optionalInteger("export_type") ?? 1;
    if (export_type !== 1 && export_type !== 2) throw badRequest("Invalid export_type");
    const id = state.nextId();
    const times = { export_time: clock.now() / 1000, deleted_timestamp: null, failed_timestamp: null };
    exports.set(id, {
      id,
      acting_user_id: user.user_id,
      ...times,
      export_url: null,
      pending: true,
      export_type,
    });
    return { id };
  });
  api.on("DELETE", "/export/realm/{id}", ({ user, path }) => {
    onlyAdministrators(user);
    exports.delete(Number(path.id));
    return {};
  });
  api.on("GET", "/export/realm/consents", ({ user }) => {
    onlyAdministrators(user);
    const people = [...state.users.values()].filter(({ bot_type }) => bot_type === null);
    return { export_consents: people.map(({ user_id }) => ({ user_id, consented: false })) };
  });
}
