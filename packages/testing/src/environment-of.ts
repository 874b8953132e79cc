import type { MockServerMap } from "./start-mock-servers.js";

/** Name the environment variables by which `@platformq/config` and the scripts find running fakes. */
export function environmentOf({
  nextcloud,
  zulip,
  openproject,
}: Partial<MockServerMap>): Record<string, string> {
  return {
    ...(nextcloud && {
      NEXTCLOUD_URL: nextcloud.url,
      NEXTCLOUD_ADMIN_USER: nextcloud.username,
      NEXTCLOUD_ADMIN_PASS: nextcloud.password,
    }),
    ...(zulip && { ZULIP_SITE: zulip.url, ZULIP_EMAIL: zulip.email, ZULIP_API_KEY: zulip.apiKey }),
    ...(openproject && { OPENPROJECT_URL: openproject.url, OPENPROJECT_API_KEY: openproject.apiKey }),
  };
}
