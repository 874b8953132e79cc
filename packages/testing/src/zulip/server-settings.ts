import type { ZulipApi } from "./api.js";
import { iconUrl } from "./images.js";
import type { ZulipState } from "./state.js";

/** Zulip 11.0 */
export const FEATURE_LEVEL = 421;
export const ZULIP_VERSION = "11.0";

/** What everybody may know about the server. */
export function addServerSettingsEndpoint(api: ZulipApi, state: ZulipState, baseUrl: () => string): void {
  api.onPublic("GET", "/server_settings", () => ({
    authentication_methods: {
      password: true,
      email: true,
      ldap: false,
      github: false,
      google: false,
      saml: false,
    },
    external_authentication_methods: [],
    zulip_feature_level: FEATURE_LEVEL,
    zulip_version: ZULIP_VERSION,
    zulip_merge_base: ZULIP_VERSION,
    push_notifications_enabled: false,
    is_incompatible: false,
    email_auth_enabled: true,
    require_email_format_usernames: true,
    realm_url: baseUrl(),
    realm_uri: baseUrl(),
    realm_name: state.realmName,
    realm_icon: iconUrl(state),
    realm_description: "<p>The coolest place in the universe.</p>",
    realm_web_public_access_enabled: false,
  }));
}
