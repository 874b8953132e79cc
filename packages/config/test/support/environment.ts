import type { MockServers } from "@platformq/testing";

/** The variables that have to be set. */
export const requiredVariables = {
  NEXTCLOUD_URL: "https://cloud.example.com",
  NEXTCLOUD_ADMIN_USER: "admin",
  NEXTCLOUD_ADMIN_PASS: "app-password",
  ZULIP_SITE: "https://chat.example.com",
  ZULIP_EMAIL: "bot@example.com",
  ZULIP_API_KEY: "key",
  OPENPROJECT_URL: "https://op.example.com/openproject",
  OPENPROJECT_API_KEY: "token",
};

/** The variables that lead to the fakes. */
export function environmentOf({ nextcloud, zulip, openproject }: MockServers): typeof requiredVariables {
  return {
    NEXTCLOUD_URL: nextcloud.url,
    NEXTCLOUD_ADMIN_USER: nextcloud.username,
    NEXTCLOUD_ADMIN_PASS: nextcloud.password,
    ZULIP_SITE: zulip.url,
    ZULIP_EMAIL: zulip.email,
    ZULIP_API_KEY: zulip.apiKey,
    OPENPROJECT_URL: openproject.url,
    OPENPROJECT_API_KEY: openproject.apiKey,
  };
}
