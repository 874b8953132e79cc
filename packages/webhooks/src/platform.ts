/** The services that send events. */
export const platforms = ["nextcloud", "zulip", "openproject"] as const;

/** A service that sends events. */
export type Platform = (typeof platforms)[number];
