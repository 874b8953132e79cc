import { nextcloudEvents } from "../events/nextcloud-schemas.js";
import type { JsonObject } from "../json.js";
import { toJson } from "../to-json.js";
import type { Webhooks } from "../webhooks.js";
import { acceptPatiently } from "./accept-patiently.js";
import { Poller, type PollerOptions } from "./poller.js";

/** An activity, as `@platformq/nextcloud` gives it. */
export interface NextcloudActivity {
  readonly id: number;
  readonly type: string;
  /** Who did it. */
  readonly user: string;
  readonly objectType: string;
  readonly objectId: number;
  /** The path in the files of the account that is asked. */
  readonly objectName: string | null;
  readonly createdAt: Date;
}

/** What the poller needs of a Nextcloud client. */
export interface NextcloudActivityClient {
  readonly activity: {
    list(
      params: { readonly since?: number | undefined; readonly sort: "asc" | "desc" },
      options: { readonly signal: AbortSignal },
    ): Promise<AsyncIterable<NextcloudActivity> & { readonly items: readonly NextcloudActivity[] }>;
  };
}

/** From where on activities are looked for, and how often. */
export interface PollNextcloudActivity extends PollerOptions {
  /**
   * The last activity that is known; keep {@link NextcloudActivityPoller.cursor} over a restart.
   *
   * @default none: begins with the newest page
   */
  readonly since?: number | undefined;
  /** User id of the account that is asked, for the paths of its files. @default who did it */
  readonly account?: string | undefined;
}

/** What an activity about files was, as the event a webhook would have been. */
const classes = new Map<string, string>([
  ["file_created", nextcloudEvents.file_created[0]],
  ["file_changed", nextcloudEvents.file_written[0]],
  ["file_deleted", nextcloudEvents.file_deleted[0]],
]);

/**
 * Hands Nextcloud's activities to the handlers.
 *
 * An activity and a webhook about one thing have nothing in common by which they could be told to be one, so both come:
 * those of the activity list say `via: "poll"`. Files that were created, changed or deleted are events of their webhooks'
 * types, everything else is `unknown` with the activity's `type` as `vendorType`.
 */
export class NextcloudActivityPoller implements AsyncDisposable {
  readonly #poller: Poller;
  readonly #stopListening: () => void;
  #cursor: number | undefined;

  constructor(
    private readonly webhooks: Webhooks,
    private readonly nextcloud: NextcloudActivityClient,
    private readonly options: PollNextcloudActivity = {},
  ) {
    this.#cursor = options.since;
    this.#poller = new Poller((signal) => this.#poll(signal), options, webhooks.closing);
    this.#stopListening = webhooks.onMissed(({ platform }) => {
      if (platform === "nextcloud") void this.#poller.runNow();
    });
  }

  /** The last activity that was seen. */
  get cursor(): number | undefined {
    return this.#cursor;
  }

  /** Looks for activities now. */
  async runNow(): Promise<void> {
    return this.#poller.runNow();
  }

  /** Ends the looking, as closing the webhooks does. */
  async close(): Promise<void> {
    this.#stopListening();
    return this.#poller.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #poll(signal: AbortSignal): Promise<void> {
    for await (const activity of await this.#news(signal)) {
      const id = `nextcloud:activity:${activity.id}`;
      const payload = payloadOf(activity, this.options.account ?? activity.user);
      await acceptPatiently(this.webhooks, "nextcloud", payload, { via: "poll", id, signal });
      this.#cursor = Math.max(this.#cursor ?? 0, activity.id);
    }
  }

  /** Lists what is not known yet, the oldest first. */
  async #news(signal: AbortSignal): Promise<AsyncIterable<NextcloudActivity> | readonly NextcloudActivity[]> {
    const { activity } = this.nextcloud;
    const since = this.#cursor;
    if (since !== undefined) return activity.list({ since, sort: "asc" }, { signal });
    const { items } = await activity.list({ sort: "desc" }, { signal });
    return items.toReversed();
  }
}

function payloadOf(activity: NextcloudActivity, account: string): JsonObject {
  const { type, user, objectId, objectName, createdAt } = activity;
  const vendorType = classes.get(type);
  const event =
    vendorType === undefined || objectName === null
      ? { ...activity, class: type }
      : { class: vendorType, node: { id: objectId, path: `/${account}/files${objectName}` } };
  return toJson({ event, user: { uid: user }, time: createdAt.getTime() / 1000 });
}
