import { path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field } from "../envelope.js";
import { ClientPresence, PresenceUpdate, RealmPresence } from "../schemas/presence.js";
import type { ZulipTransport } from "../transport.js";

/** How present the account is. */
export interface UpdatePresence {
  status: "active" | "idle";
  /** Whether somebody has used the keyboard or mouse since. @default false */
  new_user_input?: boolean | undefined;
  /** Asks for nothing but to be noted. @default false */
  ping_only?: boolean | undefined;
  /** Asks for what is newer than this; -1 at first. Since Zulip 9. */
  last_update_id?: number | undefined;
  /** How many days back to tell; since Zulip 10. */
  history_limit_days?: number | undefined;
  slim_presence?: boolean | undefined;
}

const Presence = field("presence", z.record(z.string(), ClientPresence));

/** Who is there. */
export class PresenceResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Says that the account is there, and hears of others. @see https://zulip.com/api/update-presence */
  async update(params: UpdatePresence, options?: RequestOptions): Promise<PresenceUpdate> {
    return this.transport.repeatablePost(path`users/me/presence`, params, PresenceUpdate, options);
  }

  /**
   * Gets how present a user is, by kind of client, and `aggregated`.
   *
   * @param user An id or an address.
   * @throws BadRequestError for a bot, and for a user who was never there
   * @see https://zulip.com/api/get-user-presence
   */
  async ofUser(user: number | string, options?: RequestOptions): Promise<Record<string, ClientPresence>> {
    return this.transport.get(path`users/${user}/presence`, {}, Presence, options);
  }

  /** Gets how present everybody is, by address. @see https://zulip.com/api/get-presence */
  async ofAll(options?: RequestOptions): Promise<RealmPresence> {
    return this.transport.get(path`realm/presence`, {}, RealmPresence, options);
  }
}
