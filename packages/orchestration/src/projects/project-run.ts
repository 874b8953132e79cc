import type { Clock } from "@platformq/resilience";
import type { Journal } from "../journal/journal.js";
import { RunEvents } from "../run-events.js";
import { rollBack } from "./engine/roll-back.js";
import type { RunEvent, RunNews } from "./engine/run-event.js";
import { RunLog, type RunOrder } from "./engine/run-log.js";
import { type RunSettings, runSteps } from "./engine/run-steps.js";
import type { Step } from "./engine/step.js";
import { stopped } from "./engine/stopped.js";
import type { ProjectSite } from "./project-site.js";
import type { Leftover, ProjectReport, RunStatus, StepReport } from "./report.js";

/** How a run is carried out. */
export interface RunOptions {
  /**
   * Begins no further step when it is aborted, and lets those under way come to their end. The run is interrupted then:
   * it can be resumed.
   */
  signal?: AbortSignal | undefined;
}

/**
 * A run under way: walk over its events, wait for its result, or both. Whoever walks over the events gets all of them,
 * those that were before too.
 */
export interface ProjectRun extends AsyncIterable<RunEvent> {
  /** Names the run: there is one for each project, so that no two work on it at the same time. */
  readonly id: string;
  /** @throws PlanBlockedError when nothing was done; AbortError, RunInProgressError; errors of the journal */
  readonly result: Promise<ProjectReport>;
}

/** What a run needs to be carried out. */
export interface RunPlace {
  readonly journal: Journal;
  readonly concurrency: number;
  readonly patienceMs: number;
  readonly clock: Clock;
  /** Begins the run or finds out what it is to do, once nobody else is at it. */
  begin(log: RunLog): Promise<RunOrder>;
  /** The project's site and the steps of an order. */
  prepare(order: RunOrder): { readonly site: ProjectSite; readonly steps: readonly Step[] };
}

/** Starts a run. */
export function startRun(id: string, place: RunPlace, { signal }: RunOptions): ProjectRun {
  const events = new RunEvents<RunNews>(true);
  const result = carryOut(id, place, events, signal);
  result.then(
    () => events.end(),
    (error) => events.end({ error }),
  );
  return { id, result, [Symbol.asyncIterator]: () => events[Symbol.asyncIterator]() };
}

async function carryOut(
  runId: string,
  place: RunPlace,
  events: RunEvents<RunNews>,
  told: AbortSignal | undefined,
): Promise<ProjectReport> {
  const { journal, concurrency, clock } = place;
  await using claim = await journal.claim(runId);
  const signal = AbortSignal.any([told, claim.lost].filter((one) => one !== undefined));
  const log = await RunLog.read(journal, runId);
  const isResumed = log.isInterrupted;
  const order = await place.begin(log);
  const { site, steps } = place.prepare(order);
  const { name, identifier, optional } = order.spec;
  const emit = (news: RunNews): void => void events.emit(news);
  emit({ type: "begun", runId, name, isResumed });

  const reports: StepReport[] = [];
  const leftovers: Leftover[] = [];
  const isLost = ({ state, platform }: StepReport): boolean =>
    (state === "failed" || state === "skipped") && !optional.includes(platform);
  const isToRollBack = (): boolean => order.onFailure === "rollback" && reports.some(isLost);
  const settings: RunSettings = {
    log,
    concurrency,
    emit,
    clock,
    signal,
    // What is optional is not worth waiting for.
    patienceMs: (platform) => (optional.includes(platform) ? 0 : place.patienceMs),
    stopped() {
      if (signal.aborted) return "the run was stopped";
      return isToRollBack() ? "what was done is to be taken back" : undefined;
    },
    onReport: (report) => reports.push(report),
    onLeftover(leftover) {
      leftovers.push(leftover);
      emit({ type: "left", ...leftover });
    },
  };
  if (!log.isRollingBack) {
    await runSteps(steps, settings);
    if (signal.aborted && reports.some(({ state }) => state === "skipped")) throw stopped(runId, signal);
    if (isToRollBack()) await log.rollBack();
  }
  const isRolledBack = log.isRollingBack;
  if (isRolledBack) emit({ type: "rolling-back" });
  const isOver = !isRolledBack || (await rollBack(steps, settings));
  const status = isOver ? statusOf(isRolledBack, reports, isLost) : "rolling-back";
  // Without an end it stays among the interrupted runs, to be gone on with.
  if (status !== "rolling-back") await log.end(status);
  emit({ type: "ended", status });
  const changed = (isRolledBack ? log.toUndo : reports).some(({ state }) => isChange.has(state));
  const byId = new Map(reports.map((report) => [report.id, report]));
  return {
    runId,
    name,
    identifier,
    status,
    changed,
    urls: await site.urls(isRolledBack),
    steps: steps.flatMap(({ id }) => byId.get(id) ?? []),
    leftovers,
  };
}

const isChange: ReadonlySet<string> = new Set(["created", "updated", "removed"]);

function statusOf(
  isRolledBack: boolean,
  reports: readonly StepReport[],
  isLost: (report: StepReport) => boolean,
): Exclude<RunStatus, "rolling-back"> {
  if (isRolledBack) return "rolled-back";
  if (reports.some(isLost)) return "partial";
  if (reports.length > 0 && reports.every(({ state }) => state === "absent")) return "absent";
  return reports.some(({ state }) => state === "failed" || state === "skipped") ? "degraded" : "complete";
}
