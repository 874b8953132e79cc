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
