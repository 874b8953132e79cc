import { Fake, type FakeOptions } from "../fake.js";
import type { Incoming } from "../incoming.js";
import { proxyPage, reply } from "../replies.js";
import type { WindowLimit } from "../sliding-window.js";
import { addAccountEndpoints } from "./accounts.js";
import { ZulipApi } from "./api.js";
import { addChannelEndpoints } from "./channels.js";
import { addDraftEndpoints } from "./drafts.js";
import { rateLimitHit, ZulipError } from "./errors.js";
import { EventQueues } from "./event-queues.js";
import { addEventEndpoints } from "./events.js";
import { addImageEndpoints } from "./images.js";
import { addInvitationEndpoints } from "./invitations.js";
import { addMessageDetailEndpoints } from "./message-details.js";
import { addMessageFlagEndpoints } from "./message-flags.js";
import { addMessageEndpoints } from "./messages.js";
import { addOrganizationEndpoints } from "./organization.js";
import { addPersonalEndpoints } from "./personal.js";
import { addReactionEndpoints } from "./reactions.js";
import { addServerSettingsEndpoint } from "./server-settings.js";
import { seedZulip, ZulipState, type ZulipUser, zulipApiKey } from "./state.js";
import { addStreamEndpoints } from "./streams.js";
import { addSubscriptionEndpoints } from "./subscriptions.js";
import { addTusEndpoints } from "./tus.js";
import { addTypingEndpoints } from "./typing.js";
import { addUploadEndpoints, downloadFile } from "./uploads.js";
import { addUserGroupEndpoints } from "./user-groups.js";
import { addUserEndpoints } from "./users.js";

export interface ZulipFakeOptions extends FakeOptions {
  /** Users to add to the seeded ones. */
  users?: readonly (Pick<ZulipUser, "user_id" | "email" | "full_name" | "api_key"> & Partial<ZulipUser>)[];
  /** Public channels there are from the start, with all people in them. Default: none. */
  channels?: readonly string[];
  /** The server's limit per account; `true` for the default of 200 requests a minute. Default: none. */
  rateLimit?: boolean | WindowLimit;
  /** After how long a poll without events is answered with a heartbeat, in milliseconds. Default 50,000. */
  heartbeatMs?: number;
}

/**
 * A Zulip 11 (feature level 421): users, channels, subscriptions, messages, reactions and events.
 *
 * @see https://zulip.com/api/
 */
export class ZulipFake extends Fake {
  readonly service = "zulip";
  readonly state = new ZulipState();
  /** The registered clients' queues; `clear()` loses them as a restart of the server may. */
  readonly queues = new EventQueues();
  /** The administrator's address and API key. */
  readonly email = "admin@example.com";
  readonly apiKey = zulipApiKey("admin");
  readonly #api: ZulipApi;

  constructor(options: ZulipFakeOptions = {}) {
    super("http://zulip.test", options);
    seedZulip(this.state);
    for (const user of options.users ?? []) this.state.addUser(user);
    const { clock, state, queues } = this;
    for (const name of options.channels ?? []) {
      const people = [...state.users.values()].filter(({ bot_type }) => bot_type === null);
      const subscribers = new Set(people.map(({ user_id }) => user_id));
      state.addStream({ name, date_created: Math.floor(clock.now() / 1000), subscribers });
    }
    this.#api = new ZulipApi(state, clock, readLimit(options.rateLimit));
    addServerSettingsEndpoint(this.#api, state, () => this.baseUrl);
    addUserEndpoints(this.#api, state);
    addStreamEndpoints(this.#api, state, queues);
    addSubscriptionEndpoints(this.#api, state, queues, clock);
    addMessageEndpoints(this.#api, state, queues, clock);
    addMessageDetailEndpoints(this.#api, state);
    addMessageFlagEndpoints(this.#api, state, queues);
    addReactionEndpoints(this.#api, state, queues);
    addChannelEndpoints(this.#api, state, queues, clock);
    addDraftEndpoints(this.#api, state, queues, clock);
    addAccountEndpoints(this.#api, state, queues);
    addInvitationEndpoints(this.#api, state, clock, () => this.baseUrl);
    addOrganizationEndpoints(this.#api, state, clock);
    addImageEndpoints(this.#api, state, queues);
    addTypingEndpoints(this.#api, state, queues);
    addUserGroupEndpoints(this.#api, state, queues);
    addPersonalEndpoints(this.#api, state, queues, clock);
    addUploadEndpoints(this.#api, state, clock);
    addTusEndpoints(this.#api, state, clock, () => this.baseUrl);
    addEventEndpoints(this.#api, state, queues, { clock, heartbeatMs: options.heartbeatMs ?? 50_000 });
  }

  protected override async answer(incoming: Incoming): Promise<Response> {
    const path = /^\/api\/v1(\/.*)$/.exec(incoming.path)?.[1];
    if (path !== undefined) return this.#api.answer(incoming, path);
    if (incoming.path.startsWith("/tus/")) return this.#api.answer(incoming, incoming.path);
    if (incoming.path.startsWith("/user_uploads/")) {
      return downloadFile(this.state, this.clock, this.#api, incoming);
    }
    return reply(404, "text/html", NOT_FOUND_PAGE);
  }

  protected override failure(status: number, incoming: Incoming, retryAfter?: number | string): Response {
    if (status === 429) return this.rateLimited(incoming, Number(retryAfter ?? 1) * 1000);
    if (status >= 502) return proxyPage(status);
    return (FAILURES[status] ?? new ZulipError("BAD_REQUEST", "Bad request", {}, status)).toResponse();
  }

  protected override rateLimited(_incoming: Incoming, waitMs: number): Response {
    return rateLimitHit(waitMs / 1000).toResponse();
  }
}

const DEFAULT_LIMIT: WindowLimit = { requests: 200, perMs: 60_000 };

function readLimit(option: boolean | WindowLimit | undefined): WindowLimit | undefined {
  return option === true ? DEFAULT_LIMIT : option || undefined;
}

const FAILURES: Record<number, ZulipError> = {
  401: new ZulipError("INVALID_API_KEY", "Invalid API key", {}, 401),
  500: new ZulipError("INTERNAL_SERVER_ERROR", "Internal server error", {}, 500),
};

const NOT_FOUND_PAGE =
  "<!DOCTYPE html>\n<html><head><title>Zulip</title></head><body>Page not found (404)</body></html>\n";
