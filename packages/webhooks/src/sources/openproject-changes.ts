import { toJson } from "../to-json.js";
import type { MissedEvents, Webhooks } from "../webhooks.js";
import { acceptPatiently } from "./accept-patiently.js";
import { Poller, type PollerOptions } from "./poller.js";

/** What is needed of an `OpenProjectClient`. */
export interface OpenProjectChangesClient {
  readonly workPackages: ChangeList;
  readonly projects: ChangeList;
}

interface ChangeList {
  list(params: ListChanges, options: { readonly signal: AbortSignal }): Promise<AsyncIterable<Changed>>;
}

interface ListChanges {
  filters?: { updatedAt: { operator: "<>d"; values: string[] } }[];
  sortBy?: ["updatedAt", "asc"][];
  pageSize: number;
}

/** From when on changes are looked for, and how often. */
export interface ReconcileOpenProject extends PollerOptions {
  /** Changes since then; keep {@link OpenProjectReconciler.cursor} over a restart. @default now */
  readonly since?: Date | undefined;
  /** How far each round looks back behind the last change, for what was committed late. @default 60_000 */
  readonly overlapMs?: number | undefined;
}

interface Changed {
  readonly id: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/**
 * Finds what OpenProject's webhooks lost, because OpenProject sends nothing again that was not answered 2xx.
 *
 * Work packages and projects that were created or changed come as the events their webhooks would have been, with the
 * same ids. Comments, time entries and attachments are not looked for, and what was deleted leaves no trace to find.
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
    this.#poller = new Poller((signal) => this.#poll(signal), options);
    this.#stopListening = webhooks.onMissed((missed) => this.#catchUp(missed));
  }

  /** The time of the last change that was seen. */
  get cursor(): Date {
    return new Date(this.#cursorMs);
  }

  /** Looks for changes now. */
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

  #catchUp({ platform }: MissedEvents): void {
    // What was missed was changed after the cursor, so another round finds it.
    if (platform === "openproject") void this.#poller.runNow();
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const fromMs = this.#cursorMs - (this.options.overlapMs ?? 60_000);
    const round = new Set<string>();
    let latestMs = this.#cursorMs;
    const visit = async (key: "work_package" | "project", resource: Changed): Promise<void> => {
      for (const action of actionsOf(key, resource, fromMs)) {
        const name = `${action} ${resource.id} ${action.endsWith(":updated") ? resource.updatedAt : ""}`;
        round.add(name);
        if (this.#lastRound.has(name)) continue;
        const payload = { action, [key]: toJson(resource) };
        await acceptPatiently(this.webhooks, "openproject", payload, { via: "poll", signal });
      }
      latestMs = Math.max(latestMs, Date.parse(resource.updatedAt));
    };

    const from = new Date(fromMs).toISOString();
    const changed = await this.client.workPackages.list(
      {
        filters: [{ updatedAt: { operator: "<>d", values: [from, ""] } }],
        sortBy: [["updatedAt", "asc"]],
        pageSize: 100,
      },
      { signal },
    );
    for await (const workPackage of changed) await visit("work_package", workPackage);

    // There is no filter for when a project was changed; there are few of them, compared with work packages.
    for await (const project of await this.client.projects.list({ pageSize: 100 }, { signal })) {
      if (Date.parse(project.updatedAt) >= fromMs) await visit("project", project);
    }
    this.#cursorMs = latestMs;
    this.#lastRound = round;
  }
}

/** A thing that was created and changed since is both: its webhook for the one may have come and the other be lost. */
function actionsOf(key: string, { createdAt, updatedAt }: Changed, fromMs: number): readonly string[] {
  return [
    ...(Date.parse(createdAt) >= fromMs ? [`${key}:created`] : []),
    ...(updatedAt === createdAt ? [] : [`${key}:updated`]),
  ];
}
