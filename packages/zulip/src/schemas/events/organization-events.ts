import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { eventOf, opOf } from "./event.js";

const items = z.array(openObject({}));

/** What happens to the organisation and its server. */
export const organizationEvents = [
  opOf("realm", "update", { property: z.string(), value: z.unknown() }),
  opOf("realm", "update_dict", { property: z.string(), data: openObject({}) }),
  opOf("realm", "deactivated", { realm_id: z.number() }),
  opOf("realm_user_settings_defaults", "update", { property: z.string(), value: z.unknown() }),
  eventOf("realm_emoji", {
    op: z.string(),
    realm_emoji: z.record(z.string(), openObject({})).optional(),
    emoji: openObject({}).optional(),
  }),
  opOf("realm_domains", ["add", "change"], { realm_domain: openObject({ domain: z.string() }) }),
  opOf("realm_domains", "remove", { domain: z.string() }),
  eventOf("realm_linkifiers", { realm_linkifiers: items }),
  eventOf("realm_playgrounds", { realm_playgrounds: items }),
  eventOf("realm_export", { exports: items }),
  eventOf("realm_export_consent", { user_id: z.number(), consented: z.boolean() }),
  eventOf("custom_profile_fields", { fields: items }),
  /** Somebody changed the invitations; which ones is to be asked for. */
  eventOf("invites_changed", {}),
  eventOf("restart", {
    zulip_version: z.string().optional(),
    zulip_feature_level: z.number().optional(),
    server_generation: z.number(),
  }),
  eventOf("web_reload_client", { immediate: z.boolean() }),
] as const;
