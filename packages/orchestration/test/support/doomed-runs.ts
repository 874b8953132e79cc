// A process that works on many projects at once, each of which comes to a stand at a place of its own, and that is then
// killed: `doomed-runs.ts <doom as JSON>`.
import {
  type ApplyOptions,
  fileJournal,
  type Journal,
  type ProjectInput,
  type ProjectRun,
  ProjectsService,
} from "../../src/index.js";
import { connect, type PlatformAddress } from "./platform.js";

/** Where a run comes to a stand: before or after an entry of a step gets into the journal. */
export interface Place {
  readonly step: string;
  readonly entry: "intent" | "done" | "undone";
  readonly when: "before" | "after";
}

export interface Doom {
  readonly directory: string;
  readonly address: PlatformAddress;
  readonly runs: readonly { readonly spec: ProjectInput; readonly place: Place }[];
  readonly kind: Kind;
  readonly onFailure?: ApplyOptions["onFailure"];
}

export type Kind = keyof typeof START;

/** How a run of each kind is started; members are those of the spec. */
const START = {
  apply: (projects, spec, options) => projects.apply(spec, options),
  archive: (projects, { name }) => projects.archive(name),
  remove: (projects, { name }) => projects.remove(name),
  addMembers: (projects, { name, members }) => projects.addMembers(name, members),
  removeMembers: (projects, { name, members }) => projects.removeMembers(name, members),
} satisfies Record<
  string,
  (projects: ProjectsService, spec: ProjectInput, options: ApplyOptions) => ProjectRun
>;

const { directory, address, runs, kind, onFailure }: Doom = JSON.parse(process.argv[2] ?? "");
const clients = connect(address);
await Promise.all(
  runs.map(({ spec, place }) => {
    return new Promise<void>((resolve, reject) => {
      const journal = standStill(fileJournal(directory), place, resolve);
      const { result } = START[kind](new ProjectsService(clients, { journal }), spec, { onFailure });
      result.then(() => reject(new Error(`came to its end without ${JSON.stringify(place)}`)), reject);
    });
  }),
);
process.kill(process.pid, "SIGKILL");

/** A journal with which a run gets no further than a place. */
function standStill(journal: Journal, place: Place, onReached: () => void): Journal {
  const never = (): Promise<never> => {
    onReached();
    return new Promise(() => {});
  };
  return {
    async append(runId, entry) {
      const isPlace = entry.type === place.entry && entry.step === place.step;
      if (isPlace && place.when === "before") return never();
      await journal.append(runId, entry);
      if (isPlace) return never();
    },
    read: (runId) => journal.read(runId),
    runs: () => journal.runs(),
    remove: (runId) => journal.remove(runId),
    claim: (runId) => journal.claim(runId),
    isClaimed: (runId) => journal.isClaimed(runId),
    close: () => journal.close(),
  };
}
