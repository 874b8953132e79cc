import type { Target } from "./jobs.js";
import type { NotificationPlatform } from "./preferences.js";

/** What happens to notifications on their way. */
export type NotificationEvent =
  | {
      readonly type: "delivered";
      readonly id: string;
      readonly target: Target;
      readonly platform: NotificationPlatform;
    }
  /** The recipient does not want it. */
  | {
      readonly type: "skipped";
      readonly id: string;
      readonly target: Target;
      readonly reason: "muted" | "priority";
    }
  /** Quiet hours; it goes out when they end. */
  | { readonly type: "held"; readonly id: string; readonly target: Target; readonly until: Date }
  | { readonly type: "collected"; readonly id: string; readonly target: Target; readonly topic: string }
  /** A platform failed, and the recipient's next one is tried. */
  | {
      readonly type: "fell-back";
      readonly id: string;
      readonly target: Target;
      readonly platform: NotificationPlatform;
      readonly error: unknown;
    }
  /** It is tried again in `retryAfterMs`; when that is `undefined` it was given up and is a dead letter. */
  | {
      readonly type: "failed";
      readonly id: string;
      readonly error: unknown;
      readonly retryAfterMs: number | undefined;
    };

/** Passes an event on. Who only watches must not be able to keep a notification from its way. */
export function watcher(
  onEvent: ((event: NotificationEvent) => void) | undefined,
): (event: NotificationEvent) => void {
  return (event) => {
    try {
      onEvent?.(event);
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error));
    }
  };
}
