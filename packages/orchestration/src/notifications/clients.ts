import type { Clients } from "../clients.js";

/** The clients notifications are sent with. Without Nextcloud there is nothing to fall back on. */
export interface NotificationClients extends Pick<Clients, "zulip"> {
  readonly nextcloud?: Clients["nextcloud"] | undefined;
}
