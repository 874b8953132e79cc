/** One of the three platforms, by the name its errors and metrics carry. */
export type ServiceName = "nextcloud" | "zulip" | "openproject";

export const serviceNames: readonly ServiceName[] = ["nextcloud", "zulip", "openproject"];
