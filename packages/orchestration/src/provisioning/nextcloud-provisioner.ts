import {
  type AnyJobQueue,
  type JobContext,
  type JobCounts,
  type JobQueue,
  memoryQueue,
  UnrecoverableError,
} from "@platformq/queue";
import { InvalidInputError, isPlatformError, systemClock } from "@platformq/resilience";
import { waitAskedBy } from "../wait-asked-by.js";
import { Duplicates } from "./duplicates.js";
import { checkPace } from "./each-row.js";
import { fingerprint } from "./fingerprint.js";
import { CredentialRefusedError, jobErrorOf, withWait } from "./job-error.js";
import type { Users } from "./provision-rows.js";
import type { ProvisioningService } from "./provisioning-service.js";
import { type ProvisioningStats, StatsCounter } from "./provisioning-stats.js";
import type { Reason, UserResult } from "./user-result.js";
import { UserRow } from "./user-row.js";
import { readUser, type UserSpec } from "./user-spec.js";

/** How users are provisioned by a queue. */
export interface NextcloudProvisionerOptions {
  /**
   * Where the users wait: the provisioner's own from now on, closed by `stop()`. One that survives the process should
   * go with a service whose `journal` does. @default memoryQueue()
   */
  queue?: AnyJobQueue | undefined;
  /** Users under way at once in this process. @default 4 */
  concurrency?: number | undefined;
  /** How often a user is tried. @default 5 */
  attempts?: number | undefined;
  /** Hears of every user who was dealt with, or given up. */
  onUser?: ((tenantId: string, result: UserResult) => void) | undefined;
  /**
   * Hears, once for all users it holds up, that a platform asks to wait, or refuses our credential: `reason.code` is
   * `CREDENTIAL_REJECTED` then, and somebody has to correct it. @default a warning of the process for the latter
   */
  onWaiting?: ((tenantId: string, delayMs: number, reason: Reason) => void) | undefined;
}

/** Users for the queue. */
export interface BulkProvisioning {
  /** Whose users they are. */
  tenantId: string;
  users: Users;
  /** Users who may begin at once. @default no batches */
  batchSize?: number | undefined;
  /** How much later than the one before each batch may begin, in milliseconds. @default 0 */
  delayMs?: number | undefined;
}

/** What the queue has taken. */
export interface BulkReceipt {
  readonly accepted: number;
  /** The very same users are in the queue, or have been provisioned within the hour. */
  readonly duplicates: number;
  readonly rejected: number;
  /** The first 100 rows that were rejected. */
  readonly rejections: readonly (Pick<UserResult, "row" | "line"> & { readonly reason: Reason })[];
}

/** What the queue holds of a user: their row, never a password. */
interface UserJob {
  readonly tenantId: string;
  readonly user: string;
}

const JOB = "provision-user";

/** The data of the jobs. */
type ProvisioningJobs = { readonly [JOB]: UserJob };

const MOST_REJECTIONS = 100;
/** How long a full queue may keep the users waiting. */
const ENQUEUE_WAIT_MS = 3_600_000;

/**
 * Provisions users by a queue, so that they are not lost with a process and can be shared by several.
 *
 * @example
 * const provisioner = new NextcloudProvisioner(provisioning, { queue: lmdbQueue({ path: "data/users.lmdb" }) });
 * provisioner.start();
 * await provisioner.bulkProvisionUsers({ tenantId: "acme", users: fromCsv("acme.csv"), batchSize: 50, delayMs: 1_000 });
 */
export class NextcloudProvisioner implements AsyncDisposable {
  readonly #queue: JobQueue<ProvisioningJobs>;
  readonly #serviceOf: (tenantId: string) => ProvisioningService;
  readonly #counter = new StatsCounter(systemClock, undefined);
  /** Jobs that created an account and are to be tried again for something else. */
  readonly #createdBefore = new Set<string>();
  /** Until when the users of a tenant wait. */
  readonly #waitingUntil = new Map<string, number>();

  /** @param provisioning The service, or that of each tenant: the same one each time, for its users share what it knows. */
  constructor(
    provisioning: ProvisioningService | ((tenantId: string) => ProvisioningService),
    private readonly options: NextcloudProvisionerOptions = {},
  ) {
    this.#queue = (options.queue ?? memoryQueue()).withJobs<ProvisioningJobs>();
    this.#serviceOf = typeof provisioning === "function" ? provisioning : () => provisioning;
  }

  /** Begins to provision the users that wait, of this process and others. */
  start(): void {
    const { concurrency = 4, attempts = 5 } = this.options;
    this.#queue.process(
      JOB,
      ({ id, data, attempt, maxAttempts }, context) =>
        this.#provision(id, data, attempt >= maxAttempts, context),
      { concurrency, attempts },
    );
  }

  /** Accepts users. Bad rows are rejected here. @throws QueueFullError after an hour, InvalidInputError */
  async bulkProvisionUsers(bulk: BulkProvisioning): Promise<BulkReceipt> {
    const { tenantId, users, batchSize = Number.POSITIVE_INFINITY, delayMs = 0 } = bulk;
    checkPace({ batchSize, delayMs });
    const seen = new Duplicates();
    const rejections: BulkReceipt["rejections"][number][] = [];
    let row = 0;
    let accepted = 0;
    let duplicates = 0;
    let rejected = 0;
    for await (const given of users) {
      row++;
      const { line, problems, user } = checkRow(given, seen);
      if (user === undefined) {
        rejected++;
        const reason = { code: "INVALID_INPUT", message: problems.join("; ") };
        if (rejections.length < MOST_REJECTIONS) rejections.push({ row, line, reason });
        continue;
      }
      const { duplicate } = await this.#queue.enqueue(
        JOB,
        { tenantId, user },
        {
          id: fingerprint(JSON.stringify([tenantId, user])),
          delayMs: Math.floor(accepted / batchSize) * delayMs,
          waitMs: ENQUEUE_WAIT_MS,
        },
      );
      if (duplicate) duplicates++;
      else accepted++;
    }
    return { accepted, duplicates, rejected, rejections };
  }

  /** Tells how many users this process has dealt with, and how many jobs there are in the queue. */
  async stats(): Promise<ProvisioningStats & { readonly jobs: JobCounts }> {
    return { ...this.#counter.read(), jobs: await this.#queue.counts() };
  }

  /** Waits for the users under way and closes the queue; those who wait stay in it, if it is one that lasts. */
  async stop(): Promise<void> {
    return this.#queue.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #provision(id: string, job: UserJob, isLast: boolean, { signal }: JobContext): Promise<void> {
    const service = this.#serviceOf(job.tenantId);
    const runId = service.isJournalled ? `${JOB} ${id}` : undefined;
    let result: UserResult;
    try {
      result = await service.provision(JSON.parse(job.user), { runId, signal });
    } catch (error) {
      if (error instanceof InvalidInputError) return this.#giveUp(id, job, rejected(error));
      throw this.#waiting(job, withWait(error));
    }
    if (result.steps.some(({ step, state }) => step === "nextcloud" && state === "created")) {
      this.#createdBefore.add(id);
    }
    if (result.state === "failed") {
      const error = jobErrorOf(result);
      if (error instanceof CredentialRefusedError) throw this.#waiting(job, error);
      if (isLast || error instanceof UnrecoverableError) return this.#giveUp(id, job, result);
      throw error;
    }
    const state = this.#createdBefore.delete(id) ? "created" : result.state;
    this.#tell(job, { ...result, state });
  }

  #giveUp(id: string, job: UserJob, result: UserResult): never {
    this.#createdBefore.delete(id);
    this.#tell(job, result);
    throw new UnrecoverableError(result.reason?.message);
  }

  /** Tells of the wait an error asks for, unless the tenant's users are known to wait. */
  #waiting({ tenantId }: UserJob, error: unknown): unknown {
    const delayMs = waitAskedBy(error);
    if (delayMs === undefined || !isPlatformError(error)) return error;
    const until = systemClock.now() + delayMs;
    const isNews = until > (this.#waitingUntil.get(tenantId) ?? 0) + delayMs / 2;
    if (!isNews) return error;
    this.#waitingUntil.set(tenantId, until);
    const { onWaiting = warnOfCredential } = this.options;
    onWaiting(tenantId, delayMs, { code: error.code, message: error.message });
    return error;
  }

  #tell({ tenantId }: UserJob, result: UserResult): void {
    this.#counter.count(result.state);
    this.options.onUser?.(tenantId, result);
  }
}

function checkRow(
  given: UserSpec | UserRow,
  seen: Duplicates,
): { line: number | undefined; problems: readonly string[]; user?: string } {
  const row = given instanceof UserRow ? given : new UserRow(0, given);
  const line = row.line || undefined;
  if (row.problem !== undefined) return { line, problems: [row.problem] };
  const read = readUser(row.value);
  if ("problems" in read) return { line, problems: read.problems };
  const problems = seen.problemsOf(read.user);
  return problems.length > 0 ? { line, problems } : { line, problems, user: JSON.stringify(read.user) };
}

function rejected({ code, message }: InvalidInputError): UserResult {
  return { row: 1, login: undefined, state: "failed", reason: { code, message }, steps: [] };
}

/** Limits and open circuits pass by themselves; a credential does not. */
function warnOfCredential(tenantId: string, _delayMs: number, { code, message }: Reason): void {
  if (code === "CREDENTIAL_REJECTED") process.emitWarning(`Users of ${tenantId}: ${message}`);
}
