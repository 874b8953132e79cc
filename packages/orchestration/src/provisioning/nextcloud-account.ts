import type { NextcloudClient, User as NextcloudUser, UpdateUser } from "@platformq/nextcloud";
import { ConflictError, isPlatformError, type RequestOptions } from "@platformq/resilience";
import { ensure } from "../ensure.js";
import { findNextcloudUser } from "../find-nextcloud-user.js";
import { isSameName } from "../same-name.js";
import { generatePassword } from "./password.js";
import type { NextcloudSettings } from "./provisioning-options.js";
import { LOGIN_TAKEN, type ProvisioningStep, type StepPlan, type UserContext } from "./provisioning-step.js";
import { quotaBytes } from "./quota.js";
import type { ProvisionedUser } from "./user-spec.js";

/** Sees to the account in Nextcloud: created with all it needs in one request, or brought into line. */
export class NextcloudAccount implements ProvisioningStep {
  readonly name = "nextcloud";
  readonly #groups = new Map<string, Promise<unknown>>();

  /** @param settings.withPassword Whether new accounts get a password of ours; otherwise the server mails a link. */
  constructor(
    private readonly nextcloud: NextcloudClient,
    private readonly settings: NextcloudSettings & { readonly withPassword: boolean },
  ) {}

  async plan(user: ProvisionedUser, context: UserContext): Promise<StepPlan> {
    const found = await findNextcloudUser(this.nextcloud, { login: user.login }, context.request);
    if (found === undefined) {
      context.isNew = true;
      return { state: "created", apply: () => this.#create(user, context) };
    }
    const isSomebodyElses = isOthers(found, user);
    if (isSomebodyElses) context.isUnconfirmed = false;
    context.isNew = (context.isUnconfirmed || context.journal.wasCreating) && !isSomebodyElses;
    if (context.isNew) {
      return { state: "created", apply: () => this.#takeUp(found, user, context) };
    }
    context.isManaged = found.groups.includes(this.settings.managedGroup ?? "");
    if (isSomebodyElses && !context.isManaged) return LOGIN_TAKEN;
    if (found.enabled === false && !context.reactivates) {
      return { state: "skipped", reason: { code: "ACCOUNT_DISABLED", message: "the account is disabled" } };
    }
    const { changes, apply } = this.#differences(found, user, context.request);
    return changes.length === 0 ? { state: "unchanged" } : { state: "updated", changes, apply };
  }

  async #create(user: ProvisionedUser, context: UserContext): Promise<void> {
    const { login, email, displayName } = user;
    const groups = this.#groupsOf(user);
    await this.#ensureGroups(groups, context.request);
    if (this.settings.withPassword) {
      context.password ??= generatePassword();
      await context.journal.creating();
    }
    const { password } = context;
    try {
      await this.nextcloud.users.create(
        { id: login, password, email, displayName, groups, ...this.#profileOf(user) },
        context.request,
      );
      context.isUnconfirmed = false;
    } catch (error) {
      await this.#lookAgain(error, user, context);
    }
  }

  /** Goes on with an account whose creation was not confirmed. One that somebody else has created is left to them. */
  async #lookAgain(error: unknown, user: ProvisionedUser, context: UserContext): Promise<void> {
    const isUnknown = isPlatformError(error) && error.outcome === "unknown";
    // What is there already after an answer that was lost, the request of that answer has created.
    context.isUnconfirmed = isUnknown || (context.isUnconfirmed && error instanceof ConflictError);
    if (!context.isUnconfirmed) {
      context.password = undefined;
      await context.journal.settled();
      throw error;
    }
    const found = await findNextcloudUser(this.nextcloud, { login: user.login }, context.request);
    if (found === undefined || isOthers(found, user)) throw error;
    await this.#takeUp(found, user, context);
  }

  /** Goes on with an account that this run created before it was interrupted, or held up. */
  async #takeUp(found: NextcloudUser, user: ProvisionedUser, context: UserContext): Promise<void> {
    await this.#differences(found, user, context.request).apply();
    if (this.settings.withPassword && context.password === undefined) {
      // The password died with its process, before anybody was told.
      const password = generatePassword();
      await context.journal.creating();
      await this.nextcloud.users.update(found.id, { password }, context.request);
      context.password = password;
    }
    context.isUnconfirmed = false;
  }

  #differences(
    found: NextcloudUser,
    user: ProvisionedUser,
    options: RequestOptions,
  ): { changes: string[]; apply: () => Promise<void> } {
    const { email, displayName } = user;
    const { quota, language } = this.#profileOf(user);
    const fields: UpdateUser = {};
    if (found.displayName !== displayName) fields.displayName = displayName;
    if (!isSameName(found.email, email)) fields.email = email;
    if (language !== undefined && found.language !== language) fields.language = language;
    if (quota !== undefined && !isQuota(found, quota)) fields.quota = quota;
    const groups = this.#groupsOf(user).filter((group) => !found.groups.includes(group));
    const isDisabled = found.enabled === false;
    const apply = async (): Promise<void> => {
      await this.#ensureGroups(groups, options);
      await this.nextcloud.users.update(found.id, fields, options);
      for (const group of groups) await this.nextcloud.users.addToGroup(found.id, group, options);
      if (isDisabled) await this.nextcloud.users.enable(found.id, options);
    };
    const changes = [
      ...Object.keys(fields),
      ...groups.map((group) => `group ${group}`),
      ...(isDisabled ? ["enabled"] : []),
    ];
    return { changes, apply };
  }

  #profileOf(user: ProvisionedUser): Pick<ProvisionedUser, "quota" | "language"> {
    const { quota = this.settings.quota, language = this.settings.language } = user;
    return { quota, language };
  }

  #groupsOf(user: ProvisionedUser): string[] {
    const { groups = [], managedGroup } = this.settings;
    return [...new Set([...groups, ...(user.groups ?? []), ...(managedGroup ? [managedGroup] : [])])];
  }

  async #ensureGroups(groups: readonly string[], options: RequestOptions): Promise<void> {
    if (this.settings.createGroups === false) return;
    for (const id of groups) {
      const known = this.#groups.get(id) ?? this.#ensureGroup(id, options);
      this.#groups.set(id, known);
      // What failed is tried again for the next user.
      known.catch(() => this.#groups.delete(id));
      await known;
    }
  }

  async #ensureGroup(id: string, options: RequestOptions): Promise<unknown> {
    const find = async (): Promise<string | undefined> => {
      const matches = await this.nextcloud.groups.listIds({ search: id }, options);
      for await (const found of matches) if (found === id) return found;
      return undefined;
    };
    return ensure(find, async () => {
      await this.nextcloud.groups.create({ id }, options);
      return id;
    });
  }
}

/** Whether an account has addresses, and none of them is the user's. */
function isOthers({ email, additionalEmails }: NextcloudUser, user: ProvisionedUser): boolean {
  return Boolean(email) && ![email, ...additionalEmails].some((own) => isSameName(own, user.email));
}

function isQuota({ quota }: NextcloudUser, wanted: string): boolean {
  const bytes = quotaBytes(wanted);
  // What the server's default is, nobody tells.
  return bytes === undefined || (quota?.quota === "none" ? -3 : quota?.quota) === bytes;
}
