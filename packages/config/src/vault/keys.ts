import type { ServiceName } from "../services.js";

/** The keys of each service's secret, by the variable they stand for. */
export const vaultKeys: Readonly<Record<ServiceName, Readonly<Record<string, string>>>> = {
  nextcloud: {
    NEXTCLOUD_ADMIN_USER: "admin_user",
    NEXTCLOUD_ADMIN_PASS: "admin_pass",
    NEXTCLOUD_WEBHOOK_SECRET: "webhook_secret",
  },
  zulip: {
    ZULIP_EMAIL: "email",
    ZULIP_API_KEY: "api_key",
    ZULIP_WEBHOOK_TOKEN: "webhook_secret",
  },
  openproject: {
    OPENPROJECT_API_KEY: "api_key",
    OPENPROJECT_WEBHOOK_SECRET: "webhook_secret",
  },
};
