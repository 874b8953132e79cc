import { nextcloudEvents } from "../events/nextcloud-schemas.js";
import type { JsonObject } from "../json.js";
import { toJson } from "../to-json.js";
import type { Webhooks } from "../webhooks.js";
import { acceptPatiently } from "./accept-patiently.js";
import { Poller, type PollerOptions } from "./poller.js";

/** An entry of the activity list. */
export interface NextcloudActivity {
  readonly activity_id: number;
  readonly type: string;
  /** Who did it. */
  readonly user: string;
  /** From whose point of view it is told. */
  readonly affecteduser?: string | undefined;
  readonly object_type?: string | undefined;
  readonly object_id?: number | undefined;
  /** The path in the files of the person it affects. */
  readonly object_name?: string | undefined;
  /** ISO 8601. */
  readonly datetime: string;
}

/** Where activities come from: those after an id, or without one the newest, the oldest first. */
export interface NextcloudActivities {
  list(params: {
    readonly since: number | undefined;
    readonly signal: AbortSignal;
  }): AsyncIterable<NextcloudActivity> | Iterable<NextcloudActivity>;
}

/** From where on activities are looked for, and how often. */
export interface PollNextcloudActivity extends PollerOptions {
  /** The last activity that is known; keep {@link NextcloudActivityPoller.cursor} over a restart. @default none */
  readonly since?: number | undefined;
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
    private readonly activities: NextcloudActivities,
    options: PollNextcloudActivity = {},
  ) {
    this.#cursor = options.since;
    this.#poller = new Poller((signal) => this.#poll(signal), options);
    this.#stopListening = webhooks.onMissed(({ platform }) => {
      if (platform === "nextcloud") void this.#poller.runNow();
    });
  }

  /** The last activity that was seen. */
  get cursor(): number | undefined {
    return this.#cursor;
  }

  /** Looks for activities now. */
  runNow(): Promise<void> {
    return this.#poller.runNow();
  }

  /** Ends the looking. */
  close(): Promise<void> {
    this.#stopListening();
    return this.#poller.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #poll(signal: AbortSignal): Promise<void> {
    for await (const activity of this.activities.list({ since: this.#cursor, signal })) {
      const id = `nextcloud:activity:${activity.activity_id}`;
      await acceptPatiently(this.webhooks, "nextcloud", payloadOf(activity), { via: "poll", id, signal });
      this.#cursor = Math.max(this.#cursor ?? 0, activity.activity_id);
    }
  }
}

function payloadOf(activity: NextcloudActivity): JsonObject {
  const { type, user, affecteduser = user, object_id, object_name, datetime } = activity;
  const vendorType = classes.get(type);
  const time = Date.parse(datetime) / 1000;
  const event =
    vendorType === undefined || object_name === undefined
      ? { ...activity, class: type }
      : { class: vendorType, node: { id: object_id, path: `/${affecteduser}/files${object_name}` } };
  return toJson({ event, user: { uid: user }, time });
}
