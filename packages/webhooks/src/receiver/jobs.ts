import type { StoredEvent } from "../events/event.js";
import type { Platform } from "../platform.js";

/** The jobs of a platform. Each has its own, so that slow handlers of one do not keep another's waiting. */
export type WebhookJobs = { readonly [P in Platform as `webhooks.${P}`]: StoredEvent };

/** Names the jobs of a platform. */
export function jobNameOf(platform: Platform): keyof WebhookJobs {
  return `webhooks.${platform}`;
}
