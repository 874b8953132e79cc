import type { MissedEvents } from "../receiver/notices.js";
import { toJson } from "../to-json.js";
import type { Webhooks } from "../webhooks.js";
import { acceptPatiently } from "./accept-patiently.js";
import { Poller, type PollerOptions } from "./poller.js";

/** What is needed of an `OpenProjectClient`. */
export interface OpenProjectChangesClient {
  readonly workPackages: List<WorkPackageList, Changed>;
  readonly projects: List<{ pageSize: number }, Changed>;
  readonly timeEntries: List<TimeEntryList, Created>;
  readonly activities: {
    list(workPackageId: number, options: Abortable): Promise<AsyncIterable<JournalEntry>>;
  };
  readonly attachments: {
    list(container: "work_packages", id: number, options: Abortable): Promise<AsyncIterable<Created>>;
  };
}

interface Abortable {
  readonly signal: AbortSignal;
}

interface List<Params, Resource> {
  list(params: Params, options: Abortable): Promise<AsyncIterable<Resource>>;
}

interface WorkPackageList {
  filters: { updatedAt: { operator: "<>d"; values: string[] } }[];
  sortBy: ["updatedAt", "asc"][];
  pageSize: number;
}

interface TimeEntryList {
  sortBy: ["id", "desc"][];
  pageSize: number;
}

/** From when on changes are looked for, and how often. */
export interface ReconcileOpenProject extends PollerOptions {
  /** Changes since then; keep {@link OpenProjectReconciler.cursor} over a restart. @default now */
  readonly since?: Date | undefined;
  /** How far each round looks back behind the last change, for what was committed late. @default 60_000 */
  readonly overlapMs?: number | undefined;
}

interface Created {
  readonly id: number;
  readonly createdAt: string;
}

interface Changed extends Created {
  readonly updatedAt: string;
}

interface JournalEntry extends Created {
  /** `Activity::Comment`, or `Activity` for changes without a word. */
  readonly _type: string;
  readonly internal?: boolean | undefined;
}

/** One look at everything that changed since a time. */
interface Round {
  readonly options: Abortable;
  readonly fromMs: number;
  /** What it found; the next one's overlap shows it again. */
  readonly found: Set<string>;
  latestMs: number;
}

const PAGE_SIZE = 100;

/**
 * Finds what OpenProject's webhooks lost, because OpenProject sends nothing again that was answered with an error.
 *
 * Work packages with their comments and attachments, projects and time entries come as the events their webhooks would
 * have been, with the same ids. Files of wiki pages, meetings and the like are not looked for, and what was deleted
 * leaves no trace to find. A changed work package costs two requests beside the lists.
 */
export class OpenProjectReconciler implements AsyncDisposable {
  readonly #poller: Poller;
  readonly #stopListening: () => void;
  #cursorMs: number;
  /** The events of the last round: its overlap shows them again. */
  #lastRound: ReadonlySet<string> = new Set();

  constructor(
    private readonly webhooks: Webhooks,
    private readonly client: OpenProjectChangesClient,
    private readonly options: ReconcileOpenProject = {},
  ) {
    this.#cursorMs = options.since?.getTime() ?? Date.now();
    this.#poller = new Poller((signal) => this.#poll(signal), options, webhooks.closing);
    this.#stopListening = webhooks.onMissed((missed) => this.#catchUp(missed));
  }

  /** The time of the last change that was seen. */
  get cursor(): Date {
    return new Date(this.#cursorMs);
  }

  /** Looks for changes now. */
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

  #catchUp({ platform }: MissedEvents): void {
    // What was missed was changed after the cursor, so another round finds it.
    if (platform === "openproject") void this.#poller.runNow();
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const fromMs = this.#cursorMs - (this.options.overlapMs ?? 60_000);
    const round: Round = { options: { signal }, fromMs, found: new Set(), latestMs: this.#cursorMs };
    await this.#findWorkPackages(round);
    await this.#findProjects(round);
    await this.#findTimeEntries(round);
    this.#cursorMs = round.latestMs;
    this.#lastRound = round.found;
  }

  async #findWorkPackages(round: Round): Promise<void> {
    const from = new Date(round.fromMs).toISOString();
    const changed = await this.client.workPackages.list(
      {
        filters: [{ updatedAt: { operator: "<>d", values: [from, ""] } }],
        sortBy: [["updatedAt", "asc"]],
        pageSize: PAGE_SIZE,
      },
      round.options,
    );
    for await (const workPackage of changed) {
      const { id, updatedAt } = workPackage;
      await this.#handChanged(round, "work_package", workPackage);
      // A comment or a file changes its work package, so there is none behind a version that was looked at.
      const version = `version ${id} ${updatedAt}`;
      round.found.add(version);
      if (!this.#lastRound.has(version)) await this.#findWithin(round, id);
    }
  }

  /** Finds the new comments and files of a work package. */
  async #findWithin(round: Round, workPackageId: number): Promise<void> {
    for await (const entry of await this.client.activities.list(workPackageId, round.options)) {
      if (entry._type !== "Activity::Comment" || !isSince(round, entry)) continue;
      const kind = entry.internal === true ? "internal_comment" : "comment";
      await this.#hand(round, `work_package_comment:${kind}`, "activity", entry);
    }
    for await (const file of await this.client.attachments.list(
      "work_packages",
      workPackageId,
      round.options,
    )) {
      if (isSince(round, file)) await this.#hand(round, "attachment:created", "attachment", file);
    }
  }

  /** There is no filter for when a project was changed; there are few of them, compared with work packages. */
  async #findProjects(round: Round): Promise<void> {
    for await (const project of await this.client.projects.list({ pageSize: PAGE_SIZE }, round.options)) {
      if (Date.parse(project.updatedAt) >= round.fromMs) await this.#handChanged(round, "project", project);
    }
  }

  /** Webhooks tell of new ones only. Ids grow with the time, so the first old one ends it. */
  async #findTimeEntries(round: Round): Promise<void> {
    const newestFirst: TimeEntryList = { sortBy: [["id", "desc"]], pageSize: PAGE_SIZE };
    for await (const entry of await this.client.timeEntries.list(newestFirst, round.options)) {
      if (!isSince(round, entry)) return;
      await this.#hand(round, "time_entry:created", "time_entry", entry);
    }
  }

  /** A thing that was created and changed since is both: its webhook for the one may have come and the other be lost. */
  async #handChanged(round: Round, key: "work_package" | "project", resource: Changed): Promise<void> {
    const { createdAt, updatedAt } = resource;
    if (isSince(round, resource)) await this.#hand(round, `${key}:created`, key, resource);
    if (updatedAt !== createdAt) await this.#hand(round, `${key}:updated`, key, resource, updatedAt);
    round.latestMs = laterOf(round.latestMs, updatedAt);
  }

  async #hand(round: Round, action: string, key: string, resource: Created, version = ""): Promise<void> {
    const name = `${action} ${resource.id} ${version}`;
    round.found.add(name);
    round.latestMs = laterOf(round.latestMs, resource.createdAt);
    if (this.#lastRound.has(name)) return;
    const payload = { action, [key]: toJson(resource) };
    await acceptPatiently(this.webhooks, "openproject", payload, { via: "poll", ...round.options });
  }
}

/** What is no time leaves the cursor where it is: `Math.max` would make it none either, and every later round fail. */
function laterOf(timeMs: number, date: string): number {
  const dateMs = Date.parse(date);
  return Number.isNaN(dateMs) ? timeMs : Math.max(timeMs, dateMs);
}

function isSince({ fromMs }: Round, { createdAt }: Created): boolean {
  return Date.parse(createdAt) >= fromMs;
}
