import { isDeepStrictEqual } from "node:util";
import { InvalidInputError } from "@platformq/resilience";
import { z } from "zod";
import { checkValue } from "../../check-value.js";
import type { Journal } from "../../journal/journal.js";
import { UnreadableRunsError } from "../errors.js";
import { ProjectSpec } from "../project-spec.js";
import { ACTIONS, type Action } from "./step.js";

const Actions = z.enum(ACTIONS);

/** What a run is to do. */
export const RunOrder = z.object({
  kind: z.enum(["apply", "archive", "remove", "add-members", "remove-members"]),
  spec: ProjectSpec,
  onFailure: z.enum(["keep", "rollback"]),
  /** By step, what a plan said would be done. */
  planned: z.record(z.string(), Actions).optional(),
});

/** What a run is to do. */
export type RunOrder = z.output<typeof RunOrder>;

/** What a run writes down. Between `intent` and `done` a step may have had its effect or not. */
const RunEntry = z.discriminatedUnion(
  "type",
  [
    z.object({ type: z.literal("begun"), order: RunOrder }),
    z.object({ type: z.literal("intent"), step: z.string(), action: Actions }),
    z.object({ type: z.literal("note"), step: z.string(), note: z.string() }),
    z.object({
      type: z.literal("done"),
      step: z.string(),
      /** `found` is what has since taken the place of something this run created. */
      state: z.enum(["created", "updated", "removed", "found"]),
      /** Whether this run is known to have created it, so that it may take it away again. */
      isOwned: z.boolean(),
    }),
    z.object({ type: z.literal("rolling-back") }),
    z.object({ type: z.literal("undone"), step: z.string() }),
    z.object({
      type: z.literal("ended"),
      status: z.enum(["complete", "absent", "degraded", "partial", "rolled-back"]),
    }),
  ],
  "is not known",
);

type RunEntry = z.output<typeof RunEntry>;
type Done = Extract<RunEntry, { type: "done" }>;

/** What is known of a run, from this process and earlier ones. Whatever is added is in the journal first. */
export class RunLog {
  #order: RunOrder | undefined;
  #isOver = false;
  #isRollingBack = false;
  readonly #intents = new Map<string, Action>();
  readonly #notes = new Map<string, string>();
  /** In the order in which they were done. */
  readonly #done = new Map<string, Done>();

  private constructor(
    private readonly journal: Journal,
    readonly runId: string,
  ) {}

  /** Reads what the journal has of a run. @throws UnreadableRunsError for an entry that is none of a run's. */
  static async read(journal: Journal, runId: string): Promise<RunLog> {
    const log = new RunLog(journal, runId);
    let entry = 1;
    try {
      for await (const written of journal.read(runId)) {
        const checked = checkValue(RunEntry, written);
        if ("problems" in checked) throw new SyntaxError(checked.problems.join("; "));
        log.#take(checked.value);
        entry++;
      }
    } catch (error) {
      // Of the journal it is, too, for what is no JSON.
      if (!(error instanceof SyntaxError)) throw error;
      throw new UnreadableRunsError([{ runId, entry, reason: error.message }]);
    }
    return log;
  }

  /** What the run is to do; `undefined` for a run that nobody has begun. */
  get order(): RunOrder | undefined {
    return this.#order;
  }

  /** Whether a process has begun the run and none has ended it. */
  get isInterrupted(): boolean {
    return this.#order !== undefined && !this.#isOver;
  }

  /** Whether what was done is being taken back. */
  get isRollingBack(): boolean {
    return this.#isRollingBack;
  }

  /**
   * Begins the run. One that is over gives way to it; one that was interrupted is gone on with by the same order only:
   * what another one leaves out would never be done.
   *
   * @throws InvalidInputError when the interrupted one was about something else.
   */
  async begin(order: RunOrder): Promise<void> {
    const { isInterrupted, isRollingBack, runId } = this;
    if (isInterrupted && (isRollingBack || !isSame(order, this.#order))) {
      const kind = isRollingBack ? "rollback" : this.#order?.kind;
      throw new InvalidInputError(`The ${kind} of ${runId} was interrupted: resume it first`);
    }
    if (this.#isOver) await this.forget();
    await this.#add({ type: "begun", order });
  }

  /** Forgets all of the run. */
  async forget(): Promise<void> {
    await this.journal.remove(this.runId);
    this.#order = undefined;
    this.#isOver = this.#isRollingBack = false;
    for (const known of [this.#intents, this.#notes, this.#done]) known.clear();
  }

  async intend(step: string, action: Action): Promise<void> {
    return this.#add({ type: "intent", step, action });
  }

  async note(step: string, note: string): Promise<void> {
    return this.#add({ type: "note", step, note });
  }

  async done(step: string, state: Done["state"], isOwned: boolean): Promise<void> {
    return this.#add({ type: "done", step, state, isOwned });
  }

  async rollBack(): Promise<void> {
    return this.#add({ type: "rolling-back" });
  }

  async undone(step: string): Promise<void> {
    return this.#add({ type: "undone", step });
  }

  async end(status: Extract<RunEntry, { type: "ended" }>["status"]): Promise<void> {
    return this.#add({ type: "ended", status });
  }

  /** What a step was about to do when the process ended; whether it did is not known. */
  pending(step: string): Action | undefined {
    return this.#done.has(step) ? undefined : this.#intents.get(step);
  }

  /** The steps of which that is not known. */
  get allPending(): readonly string[] {
    return [...this.#intents.keys()].filter((step) => !this.#done.has(step));
  }

  noteOf(step: string): string | undefined {
    return this.#notes.get(step);
  }

  doneBefore(step: string): Done | undefined {
    return this.#done.get(step);
  }

  /** Steps that were done and not undone, the last one first. */
  get toUndo(): readonly Done[] {
    return [...this.#done.values()].reverse();
  }

  async #add(entry: RunEntry): Promise<void> {
    await this.journal.append(this.runId, entry);
    this.#take(entry);
  }

  #take(entry: RunEntry): void {
    switch (entry.type) {
      case "begun":
        this.#order = entry.order;
        break;
      case "intent":
        this.#intents.set(entry.step, entry.action);
        break;
      case "note":
        this.#notes.set(entry.step, entry.note);
        break;
      case "done":
        this.#done.set(entry.step, entry);
        break;
      case "rolling-back":
        this.#isRollingBack = true;
        break;
      case "undone":
        this.#done.delete(entry.step);
        this.#intents.delete(entry.step);
        break;
      case "ended":
        this.#isOver = true;
        this.#isRollingBack = false;
        break;
    }
  }
}

/** Compares orders as they would come out of a journal. */
function isSame(one: RunOrder, other: RunOrder | undefined): boolean {
  const plain = (order: unknown): unknown => JSON.parse(JSON.stringify(order));
  return other !== undefined && isDeepStrictEqual(plain(one), plain(other));
}
