import type { PlatformHealth } from "@platformq/config";
import type { SetupReport, Verification } from "@platformq/orchestration";
import { describeError } from "./describe-error.js";

/** What a run came to. */
export interface DemoResult {
  readonly ok: boolean;
  readonly setup: SetupReport;
  readonly verification: Verification;
  /** The same set-up a second time. */
  readonly again: SetupReport;
}

/** The result for a machine. Errors are text: they may hold what a server said. */
export function resultJson({ ok, setup, verification, again }: DemoResult): object {
  const { name, identifier, status, changed, urls, steps } = setup;
  const { checked, differences } = verification;
  return {
    ok,
    name,
    identifier,
    status,
    changed,
    urls,
    steps: steps.map(stepJson),
    verification: { checked, differences },
    again: { changed: again.changed, steps: again.steps.map(stepJson) },
  };
}

/** Why nothing was done, for a machine. */
export function unreachableJson({ nextcloud, zulip, openproject }: PlatformHealth): object {
  const services = Object.entries({ nextcloud, zulip, openproject });
  const errors = services.flatMap(([service, health]) =>
    health.ok ? [] : [[service, describeError(health.error)]],
  );
  return { ok: false, unreachable: Object.fromEntries(errors) };
}

function stepJson({ error, durationMs, ...step }: SetupReport["steps"][number]): object {
  const rounded = { ...step, durationMs: Math.round(durationMs) };
  return error === undefined ? rounded : { ...rounded, error: describeError(error) };
}
