import { randomUUID } from "node:crypto";
import { type Clock, InvalidInputError, systemClock } from "@platformq/resilience";
import type { Clients } from "../clients.js";
import { isSameName } from "../same-name.js";
import { checkProvisioningOptions } from "./check-options.js";
import { deprovisionUser, type Leaving, type LeavingUser } from "./deprovision-user.js";
import { dismissOthers } from "./dismiss-others.js";
import { checkPace, type Pace } from "./each-row.js";
import { FileOffers, type FileTransfer } from "./file-offers.js";
import { GroupJoins } from "./group-joins.js";
import { HomeContent } from "./home-content.js";
import { NextcloudAccount } from "./nextcloud-account.js";
import { OpenProjectAccount } from "./openproject-account.js";
import { PasswordStep } from "./password-delivery.js";
import { Patience } from "./patience.js";
import { PendingUsers } from "./pending-users.js";
import { countOf, provisionRows, type RowsContext, type RowsEnd, type Users } from "./provision-rows.js";
import { checkUser, provisionUser } from "./provision-user.js";
import type { ProvisioningOptions } from "./provisioning-options.js";
import { ProvisioningRun, type RunEnd, type RunSink } from "./provisioning-run.js";
import { StatsCounter } from "./provisioning-stats.js";
import type { ProvisioningStep } from "./provisioning-step.js";
import { withRunJournal } from "./run-journal.js";
import { UserClients } from "./user-clients.js";
import type { UserResult } from "./user-result.js";
import type { UserSpec } from "./user-spec.js";
import { ZulipAccount } from "./zulip-account.js";

/** How to provision one user. */
export interface ProvisionOptions {
  /** Looks and tells what would be done, and changes nothing. @default false */
  dryRun?: boolean | undefined;
  /**
   * What the run is resumed by, where there is a `journal`: given the same id and users again, it leaves out those it
   * has done. A run in which nobody failed is forgotten. @default a new UUID
   */
  runId?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** How to provision many users. */
export interface ProvisionManyOptions extends ProvisionOptions, Pace {
  /** How many users there are, for the time left, where an iterable does not tell. */
  total?: number | undefined;
}

/** How to make users what a list says. */
export interface ReconcileOptions extends ProvisionManyOptions {
  /** Deactivates the managed group's members who are not on the list. @default false */
  deactivate?: boolean | undefined;
  /** Deletes them instead, with all their files. @default false */
  delete?: boolean | undefined;
}

/** How somebody leaves. */
export interface DeprovisionOptions extends Pick<ProvisionOptions, "dryRun" | "signal"> {
  /** Deletes the accounts, with all files in Nextcloud, instead of deactivating them. @default false */
  delete?: boolean | undefined;
  /** Offers the user's files in Nextcloud to somebody else first. */
  transfer?: FileTransfer | undefined;
}

type AfterRows = (
  rows: RowsEnd,
  context: RowsContext,
  sink: RunSink,
) => Promise<Pick<RunEnd, "notDeactivated">>;

const nothingMore: AfterRows = async () => ({});

/**
 * Sees to accounts: in Nextcloud, and where the options say so in OpenProject and Zulip.
 *
 * Every step looks first and does what is missing, so that it can be repeated. Nothing is taken from anybody, but by
 * `reconcile` and `deprovision`.
 *
 * @example
 * await using provisioning = new ProvisioningService(platform, { zulip: { channels: ["general"] } });
 * const { stats } = await provisioning.provisionMany(fromCsv("users.csv"), { concurrency: 8 }).result;
 */
export class ProvisioningService implements AsyncDisposable {
  readonly #userClients: UserClients;
  readonly #clock: Clock;
  readonly #groupJoins: GroupJoins;
  readonly #pending = new PendingUsers();
  readonly #offers = new FileOffers();

  /** @throws ConfigurationError naming all that is wrong with the options */
  constructor(
    private readonly clients: Clients,
    private readonly options: ProvisioningOptions = {},
  ) {
    checkProvisioningOptions(options);
    this.#userClients = new UserClients(clients.nextcloud.baseUrl, options.userClient);
    this.#clock = options.clock ?? systemClock;
    this.#groupJoins = new GroupJoins(clients.openproject, this.#clock);
  }

  /** Whether runs are remembered, so that they can have a `runId`. */
  get isJournalled(): boolean {
    return this.options.journal !== undefined;
  }

  /**
   * Sees to one user.
   *
   * @throws InvalidInputError naming all that is wrong with the user, before anything is sent
   * @throws RateLimitError, CircuitOpenError when a service asks to wait; call it again then
   */
  async provision(user: UserSpec, options: ProvisionOptions = {}): Promise<UserResult> {
    const { dryRun = false, signal } = options;
    const steps = this.#steps();
    const checked = checkUser(user, steps);
    if ("problems" in checked) {
      throw new InvalidInputError(`The user cannot be provisioned: ${checked.problems.join("; ")}`);
    }
    const { login } = checked.user;
    return withRunJournal(this.#journalFor(options), options.runId ?? randomUUID(), async (run) => {
      const context = {
        request: { signal },
        reactivates: false,
        isNew: false,
        isUnconfirmed: false,
        isManaged: false,
        password: undefined,
        journal: run?.of(login) ?? this.#pending.of(login),
      };
      const outcome = await provisionUser(checked.user, context, { steps, dryRun });
      if (outcome.state === "failed") run?.leaveUnfinished();
      return { row: 1, login, ...outcome };
    });
  }

  /**
   * Sees to users of any number, at a steady use of memory. A bad row, or a user who fails, holds nobody up; a limit or
   * an open circuit is waited out.
   *
   * @throws InvalidInputError for a `runId` without a journal, and a pace that is none
   */
  provisionMany(users: Users, options: ProvisionManyOptions = {}): ProvisioningRun {
    return this.#run(users, options, false, nothingMore);
  }

  /**
   * Makes the accounts what a list says: creates, updates and reactivates, and if told so deactivates or deletes the
   * managed group's other members. It never touches administrators, the account in use, and accounts outside the group;
   * and nobody when the list is empty, was not read to its end or has unreadable rows.
   *
   * @throws InvalidInputError to deactivate or delete without a `managedGroup` in the settings
   */
  reconcile(users: Users, options: ReconcileOptions = {}): ProvisioningRun {
    const { deactivate = false, delete: deletes = false, dryRun = false } = options;
    if (!deactivate && !deletes) return this.#run(users, options, true, nothingMore);
    const managedGroup = this.options.nextcloud?.managedGroup;
    if (managedGroup === undefined) {
      throw new InvalidInputError("Nobody can be deactivated without the setting nextcloud.managedGroup");
    }
    const { clients } = this;
    const leaving = this.#leaving(deletes, dryRun);
    const departures = { clients, userClients: this.#userClients, managedGroup, leaving };
    return this.#run(users, options, true, (...rows) => dismissOthers(departures, ...rows));
  }

  /**
   * Deactivates somebody's accounts, or deletes them, and revokes an open invitation to Zulip.
   *
   * @throws InvalidInputError for the account in use; and to delete and transfer at once, because the files are the
   *   recipient's only when they accept them
   */
  async deprovision(user: LeavingUser, options: DeprovisionOptions = {}): Promise<UserResult> {
    const { delete: deletes = false, dryRun = false, transfer, signal } = options;
    if (deletes && transfer) {
      throw new InvalidInputError(
        "Delete the user once the files were accepted: until then they would be lost",
      );
    }
    const { id } = await this.clients.nextcloud.users.me({ signal });
    if (isSameName(id, user.login)) throw new InvalidInputError("The account in use cannot be deprovisioned");
    const leaving: Leaving = { ...this.#leaving(deletes, dryRun), transfer, request: { signal } };
    const outcome = await deprovisionUser(this.clients, this.#userClients, user, leaving);
    return { row: 1, login: user.login, ...outcome };
  }

  /** Closes the connections of the clients that signed in as users. The platform's own stay open. */
  async close(): Promise<void> {
    return this.#userClients.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #run(
    users: Users,
    options: ProvisionManyOptions,
    reactivates: boolean,
    andThen: AfterRows,
  ): ProvisioningRun {
    const { dryRun = false, runId = randomUUID(), total = countOf(users), signal } = options;
    checkPace(options);
    const journal = this.#journalFor(options);
    const counter = new StatsCounter(this.#clock, total);
    const pending = this.#pending;
    const shared = { steps: this.#steps(), pace: options, dryRun, reactivates, pending, clock: this.#clock };
    return new ProvisioningRun({ runId, dryRun }, counter, (sink) =>
      withRunJournal(journal, runId, async (run): Promise<RunEnd> => {
        const patience = new Patience(this.#clock, signal, (...wait) => sink.waiting(...wait));
        const context = { ...shared, journal: run, patience };
        const rows = await provisionRows(users, context, sink);
        if (signal?.aborted) return { status: "aborted" };
        counter.totalIs(rows.count);
        const more = await andThen(rows, context, sink);
        return { status: signal?.aborted ? "aborted" : "completed", ...more };
      }),
    );
  }

  #journalFor({ runId, dryRun }: ProvisionOptions): ProvisioningOptions["journal"] {
    const { journal } = this.options;
    if (runId !== undefined && journal === undefined) {
      throw new InvalidInputError("A run with a runId needs the option journal");
    }
    return dryRun ? undefined : journal;
  }

  /** New ones for every run, since they remember what they found. What must not happen twice at once they share. */
  #steps(): ProvisioningStep[] {
    const { clients } = this;
    const { nextcloud = {}, openproject, zulip, deliver } = this.options;
    const withPassword = deliver !== undefined;
    return [
      new NextcloudAccount(clients.nextcloud, { ...nextcloud, withPassword }),
      ...(nextcloud.home ? [new HomeContent(this.#userClients, nextcloud.home, withPassword)] : []),
      ...(deliver ? [new PasswordStep(deliver)] : []),
      ...(openproject ? [new OpenProjectAccount(clients.openproject, openproject, this.#groupJoins)] : []),
      ...(zulip ? [new ZulipAccount(clients.zulip, { ...zulip, deliver })] : []),
    ];
  }

  #leaving(deletes: boolean, dryRun: boolean): Omit<Leaving, "request"> {
    const { openproject, zulip } = this.options;
    const platforms = { openproject: openproject !== undefined, zulip: zulip !== undefined };
    return { ...platforms, deletes, dryRun, offers: this.#offers };
  }
}
