import type { PlatformHealth } from "@platformq/config";
import type { PlanBlockedError, ProjectReport, ProjectStatus } from "@platformq/orchestration";
import { describeError } from "../terminal/describe-error.js";

/** What a run came to. */
export interface DemoResult {
  readonly ok: boolean;
  readonly setup: ProjectReport;
  /** What was read back. */
  readonly status: ProjectStatus;
  /** The same set-up a second time. */
  readonly again: ProjectReport;
}

/** The result for a machine. */
export function resultJson({ ok, setup, status, again }: DemoResult): object {
  const { checked, drift, obstacles } = status;
  return {
    ok,
    ...setup,
    verification: { checked, drift, obstacles },
    again: { changed: again.changed, steps: again.steps },
  };
}

/** What stood in the way, for a machine. */
export function blockedJson({ obstacles }: PlanBlockedError): object {
  return { ok: false, obstacles };
}

/** Why nothing was done, for a machine. */
export function unreachableJson({ nextcloud, zulip, openproject }: PlatformHealth): object {
  const services = Object.entries({ nextcloud, zulip, openproject });
  const errors = services.flatMap(([service, health]) =>
    health.ok ? [] : [[service, describeError(health.error)]],
  );
  return { ok: false, unreachable: Object.fromEntries(errors) };
}
