import type { AnyJobQueue, ProcessOptions } from "@platformq/queue";
import type { Clock, Logger, MetricsCollector } from "@platformq/resilience";
import type { EventPublisher } from "./publishers/publisher.js";
import type { ReceiverLimits } from "./receiver/limits.js";
import type { NextcloudVerification } from "./verification/nextcloud.js";
import type { OpenProjectVerification } from "./verification/openproject.js";
import type { SourceAddresses } from "./verification/source-addresses.js";
import type { ZulipVerification } from "./verification/zulip.js";

/** How requests at a platform's address are treated, beside their verification. */
export interface EndpointOptions {
  /** Which addresses may send. @default any */
  readonly sources?: SourceAddresses | undefined;
  /**
   * When a request is answered: once the event is `queued`, or once it is `handled`, though not later than
   * `replyTimeoutMs`. Either way it is queued first. @default "handled" for Zulip, so that handlers can reply, else "queued"
   */
  readonly answerWhen?: "queued" | "handled" | undefined;
}

/** The platforms that may send, with their secrets. One that is left out or `false` has no address. */
export interface PlatformSecrets {
  readonly nextcloud?: (NextcloudVerification & EndpointOptions) | false | undefined;
  readonly zulip?: (ZulipVerification & EndpointOptions) | false | undefined;
  readonly openproject?: (OpenProjectVerification & EndpointOptions) | false | undefined;
}

/** What webhooks can be told. */
export interface WebhooksOptions extends PlatformSecrets {
  /** Where accepted events wait. It is yours to close. @default one in memory */
  readonly queue?: AnyJobQueue | undefined;
  /** How events of one platform are handled: side by side, how often, with which waits. @default concurrency 16 */
  readonly handling?: ProcessOptions | undefined;
  /** Gets every event beside the handlers. */
  readonly publisher?: EventPublisher | undefined;
  readonly limits?: Partial<ReceiverLimits> | undefined;
  /** Where the platforms' addresses begin. @default "/webhooks" */
  readonly basePath?: string | undefined;
  /** @default the collector of this process's clients */
  readonly metrics?: MetricsCollector | undefined;
  /** @default silent */
  readonly logger?: Logger | undefined;
  /** @default the machine's clock */
  readonly clock?: Clock | undefined;
}
