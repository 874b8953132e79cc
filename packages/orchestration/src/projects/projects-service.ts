import { type Clock, ConfigurationError, InvalidInputError, systemClock } from "@platformq/resilience";
import type { Clients } from "../clients.js";
import type { Journal } from "../journal/journal.js";
import { memoryJournal } from "../journal/memory-journal.js";
import { addMemberSteps } from "./add-member-steps.js";
import { applySteps, coreSteps } from "./apply-steps.js";
import { archiveSteps } from "./archive-steps.js";
import { RunLog, type RunOrder } from "./engine/run-log.js";
import type { Step } from "./engine/step.js";
import { PlanBlockedError, type UnreadableRun, UnreadableRunsError } from "./errors.js";
import { MemberFinder, type Person } from "./find-members.js";
import { AppliedPlan, type ProjectPlan, planSteps } from "./plan.js";
import { type ProjectRun, type RunOptions, type RunPlace, startRun } from "./project-run.js";
import { ProjectSite } from "./project-site.js";
import { checkSpec, type MemberInput, type ProjectInput, type ProjectSpec } from "./project-spec.js";
import { gatherSpec, type ProjectStatus, projectStatus } from "./project-status.js";
import { removeMemberSteps } from "./remove-member-steps.js";
import { removeSteps } from "./remove-steps.js";
import { OPENPROJECT_ROLES, type Role } from "./roles.js";

/** How projects are set up. */
export interface ProjectsOptions {
  /** Where runs write down what they do. @default one in memory, with which no run outlives its process */
  journal?: Journal | undefined;
  /** How many steps run side by side. @default 4 */
  concurrency?: number | undefined;
  /**
   * How long a step waits in all, in milliseconds, for a platform that asks for time or whose circuit is open. Limits
   * of Nextcloud's own last 600_000, such as that of 20 new shares.
   *
   * @default 120_000
   */
  patienceMs?: number | undefined;
  /** For tests. @default the machine's clock */
  clock?: Clock | undefined;
  /** What the roles are called in OpenProject. @default "Project admin", "Member" and "Reader" */
  openprojectRoles?: Partial<Readonly<Record<Role, string>>> | undefined;
}

/** How a spec or a plan is applied. */
export interface ApplyOptions extends RunOptions {
  /**
   * What becomes of the other steps when one fails: they are kept, or what the run created is removed again. What was
   * there before is never removed.
   *
   * @default "keep"
   */
  onFailure?: "keep" | "rollback" | undefined;
}

/** A project, by its name or by what tells it from others. */
export type ProjectRef = string | Pick<ProjectInput, "name" | "identifier" | "parentFolder">;

const RUN_PREFIX = "project:";

/**
 * Sets projects up on all three platforms, and keeps them as they should be.
 *
 * Every step looks first and does only what is missing: applying a spec again changes nothing. With a journal on a disk
 * or in Redis a run that was killed anywhere is gone on with by {@link resume}, and does nothing twice.
 */
export class ProjectsService {
  readonly #settings: Pick<RunPlace, "journal" | "concurrency" | "patienceMs" | "clock">;
  readonly #roleNames: Readonly<Record<Role, string>>;

  /** @throws ConfigurationError for a concurrency of less than 1. */
  constructor(
    private readonly clients: Clients,
    options: ProjectsOptions = {},
  ) {
    const { journal = memoryJournal(), concurrency = 4, patienceMs = 120_000, clock = systemClock } = options;
    if (!(Number.isInteger(concurrency) && concurrency > 0)) {
      throw new ConfigurationError(`The concurrency must be a whole number above 0, not ${concurrency}`);
    }
    this.#settings = { journal, concurrency, patienceMs, clock };
    const {
      owner = OPENPROJECT_ROLES.owner,
      editor = OPENPROJECT_ROLES.editor,
      viewer = OPENPROJECT_ROLES.viewer,
    } = options.openprojectRoles ?? {};
    this.#roleNames = { owner, editor, viewer };
  }

  /**
   * Tells what {@link apply} would do, and what stands in its way. Only reads.
   *
   * @throws InvalidInputError for a spec that is not possible, naming all that is wrong; PlatformError when a platform
   *   cannot be read
   */
  async plan(spec: ProjectInput): Promise<ProjectPlan> {
    const checked = checkSpec(spec);
    const steps = applySteps(this.#site(checked));
    return { spec: checked, ...(await planSteps(steps, checked, this.#settings.concurrency)) };
  }

  /**
   * Makes a project what its spec or plan says. Given a plan, it takes over nothing the plan did not know of.
   *
   * Nothing is written when something stands in the way: the result is rejected with a PlanBlockedError then.
   *
   * @throws InvalidInputError at once for a spec that is not possible, naming all that is wrong
   * @example
   * const run = projects.apply({ name: "Apollo", members: [{ login: "anna", email: "anna@example.com" }] });
   * for await (const event of run) console.log(event.seq, event.type);
   * const { status, urls } = await run.result;
   */
  apply(project: ProjectInput | ProjectPlan, options: ApplyOptions = {}): ProjectRun {
    const { spec, planned } = readInput(project);
    const { onFailure = "keep" } = options;
    return this.#start({ kind: "apply", spec, onFailure, planned }, options);
  }

  /** Goes on with a run that was interrupted; one that is over is carried out again. */
  resume(runId: string, options: RunOptions = {}): ProjectRun {
    return this.#startRun(runId, options, async (log) => {
      const { order } = log;
      if (order === undefined) throw new InvalidInputError(`Nobody has begun a run ${runId}`);
      if (!log.isInterrupted) await log.begin(order);
      return order;
    });
  }

  /**
   * Lists the runs that have not come to their end and that nobody is at work on.
   *
   * @throws UnreadableRunsError once all others are listed, for runs whose entries cannot be read
   */
  async *interrupted(): AsyncGenerator<string, void, undefined> {
    const { journal } = this.#settings;
    const unreadable: UnreadableRun[] = [];
    for await (const runId of journal.runs()) {
      if (!runId.startsWith(RUN_PREFIX)) continue;
      try {
        if (!(await RunLog.read(journal, runId)).isInterrupted) continue;
      } catch (error) {
        if (!(error instanceof UnreadableRunsError)) throw error;
        unreadable.push(...error.runs);
        continue;
      }
      if (!(await journal.isClaimed(runId))) yield runId;
    }
    if (unreadable.length > 0) throw new UnreadableRunsError(unreadable);
  }

  /**
   * Compares a project with its spec; or, given only its name, the platforms with each other: it should be on all three,
   * and whoever is a member somewhere should be one everywhere. Only reads.
   *
   * @throws InvalidInputError for a spec or name that is not possible; PlatformError when a platform cannot be read
   */
  async status(project: ProjectRef | ProjectInput): Promise<ProjectStatus> {
    if (typeof project === "object" && "members" in project) {
      const site = this.#site(checkSpec(project));
      return projectStatus(site, applySteps(site), this.#settings.concurrency);
    }
    const spec = await gatherSpec(this.#site(checkSpec(bare(project))));
    const site = this.#site(spec);
    return projectStatus(site, coreSteps(site), this.#settings.concurrency);
  }

  /**
   * Makes people members of a project everywhere. The result is rejected with a PlanBlockedError, and nothing written,
   * when the project is not there or a platform does not know one of them.
   *
   * @throws InvalidInputError at once for a name or members that are not possible
   */
  addMembers(project: ProjectRef, members: readonly MemberInput[], options: RunOptions = {}): ProjectRun {
    const spec = checkSpec({ ...bare(project), members: [...members] });
    return this.#start({ kind: "add-members", spec, onFailure: "keep" }, options);
  }

  /**
   * Takes people out of a project everywhere; whom a platform does not know is out of it there. Where there is no such
   * project the status is `absent`.
   *
   * @throws InvalidInputError at once for a name or people that are not possible
   */
  removeMembers(project: ProjectRef, members: readonly Person[], options: RunOptions = {}): ProjectRun {
    const people = members.map(({ login, email }) => ({ login, email }));
    const spec = checkSpec({ ...bare(project), members: people });
    return this.#start({ kind: "remove-members", spec, onFailure: "keep" }, options);
  }

  /**
   * Puts a project away: it can be read and not written to. Applying its spec brings it back. Where there is no such
   * project the status is `absent`.
   *
   * @throws InvalidInputError at once for a name that is not possible
   */
  archive(project: ProjectRef, options: RunOptions = {}): ProjectRun {
    const spec = checkSpec(bare(project));
    return this.#start({ kind: "archive", spec, onFailure: "keep" }, options);
  }

  /**
   * Removes what runs of the project made: the folder goes to the trash, the channel is archived, the OpenProject project
   * is deleted for good. What bears no mark of the project stays and is reported. Where there is no such project the
   * status is `absent`.
   *
   * @throws InvalidInputError at once for a name that is not possible
   */
  remove(project: ProjectRef, options: RunOptions = {}): ProjectRun {
    const spec = checkSpec(bare(project));
    return this.#start({ kind: "remove", spec, onFailure: "keep" }, options);
  }

  #start(order: RunOrder, options: RunOptions): ProjectRun {
    const { spec, kind } = order;
    const people = new MemberFinder(this.clients);
    const begin = async (log: RunLog): Promise<RunOrder> => {
      if (kind === "apply" || kind === "add-members") {
        const { steps } = this.#prepare(order, people);
        const { obstacles } = await planSteps(steps, spec, this.#settings.concurrency);
        const inTheWay = obstacles.filter(({ isOptional }) => !isOptional);
        if (inTheWay.length > 0) throw new PlanBlockedError(spec.name, inTheWay);
      }
      await log.begin(order);
      return order;
    };
    return this.#startRun(`${RUN_PREFIX}${spec.identifier}`, options, begin, people);
  }

  #startRun(
    id: string,
    options: RunOptions,
    begin: RunPlace["begin"],
    people = new MemberFinder(this.clients),
  ): ProjectRun {
    const prepare = (order: RunOrder) => this.#prepare(order, people);
    return startRun(id, { ...this.#settings, begin, prepare }, options);
  }

  #prepare({ kind, spec }: RunOrder, people: MemberFinder): { site: ProjectSite; steps: Step[] } {
    // Who is to go is no member of the project as it should be.
    const site = this.#site(kind === "remove-members" ? { ...spec, members: [] } : spec, people);
    switch (kind) {
      case "apply":
        return { site, steps: applySteps(site) };
      case "add-members":
        return { site, steps: addMemberSteps(site) };
      case "remove-members":
        return { site, steps: removeMemberSteps(site, spec.members) };
      case "archive":
        return { site, steps: archiveSteps(site) };
      case "remove":
        return { site, steps: removeSteps(site) };
    }
  }

  #site(spec: ProjectSpec, people = new MemberFinder(this.clients)): ProjectSite {
    return new ProjectSite(this.clients, spec, people, this.#roleNames);
  }
}

/** A spec that says nothing about a project but which one it is. */
function bare(project: ProjectRef): ProjectInput {
  const { name, identifier, parentFolder } = typeof project === "string" ? { name: project } : project;
  return { name, identifier, parentFolder, members: [], folders: [] };
}

function readInput(project: ProjectInput | ProjectPlan): Pick<RunOrder, "spec" | "planned"> {
  if (!("steps" in project)) return { spec: checkSpec(project) };
  const plan = AppliedPlan.safeParse(project);
  if (!plan.success) throw new InvalidInputError("The plan cannot be read: was it made by plan()?");
  const actions = plan.data.steps.map(({ id, action }) => [id, action] as const);
  return { spec: plan.data.spec, planned: Object.fromEntries(actions) };
}
