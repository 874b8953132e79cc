import { isPlatformError } from "../errors/platform-error.js";
import type { Logger } from "../log/logger.js";
import type { MetricsCollector } from "../metrics/collector.js";
import type { Call } from "../pipeline/call.js";
import { channels } from "./channels.js";

/** What the pipeline tells while it runs. */
export interface PipelineObserver {
  retry(call: Call, error: Error, delayMs: number): void;
  rateLimited(call: Call, retryAfterMs: number | undefined): void;
}

/** Tells metrics, log and diagnostics channels what happens to one client's calls. */
export class Observer implements PipelineObserver {
  constructor(
    private readonly service: string,
    private readonly metrics: MetricsCollector,
    private readonly logger: Logger,
  ) {}

  started(call: Call, method?: string, origin?: string): void {
    if (channels.callStart.hasSubscribers) {
      channels.callStart.publish({ ...this.#names(call), method, origin });
    }
  }

  /** Lets subscribers add to the headers that are about to be sent. */
  attempt(call: Call, headers: Record<string, string>): void {
    if (channels.attempt.hasSubscribers) {
      channels.attempt.publish({ ...this.#names(call), attempt: call.attempts, headers });
    }
  }

  retry(call: Call, error: Error, delayMs: number): void {
    const details = { ...this.#names(call), attempt: call.attempts, delayMs, reason: codeOf(error) };
    this.metrics.retried(this.service, call.operation);
    if (channels.retry.hasSubscribers) channels.retry.publish(details);
    if (this.logger.isLevelEnabled("warn")) {
      const { call: _, ...loggable } = details;
      this.logger.warn({ ...loggable, error: describeError(error) }, "request failed, trying again");
    }
  }

  rateLimited(call: Call, retryAfterMs: number | undefined): void {
    this.metrics.rateLimited(this.service, call.operation);
    if (channels.rateLimited.hasSubscribers) {
      channels.rateLimited.publish({ ...this.#names(call), retryAfterMs });
    }
  }

  ended(call: Call, status: number | undefined, error?: unknown): void {
    const durationMs = call.context.clock.now() - call.startedAt;
    const failed = error !== undefined;
    this.metrics.record(this.service, call.operation, durationMs, failed);
    if (channels.callEnd.hasSubscribers) {
      const errorCode = failed ? codeOf(error) : undefined;
      const { attempts } = call;
      channels.callEnd.publish({ ...this.#names(call), durationMs, attempts, status, errorCode, error });
    }
    if (this.logger.isLevelEnabled("debug")) {
      const { operation, attempts } = call;
      const details = { service: this.service, operation, status, attempts, durationMs };
      if (failed) this.logger.debug({ ...details, error: describeError(error) }, "call failed");
      else this.logger.debug(details, "call succeeded");
    }
  }

  #names(call: Call): { call: object; service: string; operation: string } {
    return { call, service: this.service, operation: call.operation };
  }
}

function codeOf(error: unknown): string {
  return isPlatformError(error) ? error.code : "UNEXPECTED";
}

/** What of an error is fit for a log line. */
export function describeError(error: unknown): object {
  if (isPlatformError(error)) return error.toJSON();
  return error instanceof Error ? { name: error.name, message: error.message } : { message: typeof error };
}
