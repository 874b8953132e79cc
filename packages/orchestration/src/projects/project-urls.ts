import type { Clients } from "../clients.js";

/** The folder, for everybody it is shared with, wherever it lies for them. */
export function folderUrl(clients: Clients, fileId: number): string {
  return `${clients.nextcloud.baseUrl}/index.php/f/${fileId}`;
}

/** The project's overview. */
export function projectUrl(clients: Clients, identifier: string): string {
  return `${clients.openproject.baseUrl}/projects/${encodeURIComponent(identifier)}`;
}

/** The channel; Zulip goes by the number in front and shows the name behind it. */
export function channelUrl(clients: Clients, channelId: number, name: string): string {
  const slug = encodeURIComponent(name.replaceAll(" ", "-")).replaceAll(".", "%2E").replaceAll("%", ".");
  return `${clients.zulip.baseUrl}/#narrow/channel/${channelId}-${slug}`;
}
