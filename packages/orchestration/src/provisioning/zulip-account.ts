import { isPlatformError, type RequestOptions } from "@platformq/resilience";
import type { ZulipClient, User as ZulipUser } from "@platformq/zulip";
import { orMissing } from "../missing.js";
import { nameFingerprint } from "./fingerprint.js";
import { generatePassword } from "./password.js";
import { deliverPassword } from "./password-delivery.js";
import type { DeliverPassword, ZulipSettings } from "./provisioning-options.js";
import type { ProvisioningStep, StepPlan, UserContext } from "./provisioning-step.js";
import type { ProvisionedUser } from "./user-spec.js";

/** Sees to the account in Zulip, or to an invitation, and to its channels. */
export class ZulipAccount implements ProvisioningStep {
  readonly name = "zulip";
  readonly #channelIds = new Map<string, Promise<number>>();
  /** Fingerprints of the addresses with an open invitation: a list of all costs the server as much as one. */
  #invited: Promise<Set<string>> | undefined;

  constructor(
    private readonly zulip: ZulipClient,
    private readonly settings: ZulipSettings & { readonly deliver: DeliverPassword | undefined },
  ) {}

  problemsOf(displayName: string): string[] {
    const problems: string[] = [];
    if (/[*`\\>"@]/.test(displayName))
      problems.push('displayName holds one of * ` \\ > " @, which Zulip refuses');
    if ([...displayName].length < 2)
      problems.push("displayName is shorter than the 2 characters Zulip wants");
    return problems;
  }

  async plan(user: ProvisionedUser, { request, reactivates }: UserContext): Promise<StepPlan> {
    const names = [...new Set([...(this.settings.channels ?? []), ...(user.zulipChannels ?? [])])];
    // Before anything is written, since subscribing to a channel that does not exist would create it.
    const channels: Channel[] = [];
    for (const name of names) channels.push({ name, id: await this.#channelId(name, request) });
    const found = await findZulipUser(this.zulip, user.email, request);
    if (found !== undefined) return this.#update(found, user, channels, reactivates, request);
    if (this.settings.mode === "create") {
      return { state: "created", apply: () => this.#create(user, channels, request) };
    }
    const invited = await this.#invitations(request);
    if (invited.has(nameFingerprint(user.email))) return { state: "unchanged" };
    return { state: "created", apply: () => this.#invite(user, channels, request) };
  }

  async #update(
    found: ZulipUser,
    { displayName }: ProvisionedUser,
    channels: readonly Channel[],
    reactivates: boolean,
    options: RequestOptions,
  ): Promise<StepPlan> {
    const isDeactivated = found.is_active === false;
    if (isDeactivated && !reactivates) {
      return {
        state: "skipped",
        reason: { code: "ACCOUNT_DISABLED", message: "the account is deactivated" },
      };
    }
    const isRenamed = found.full_name !== displayName;
    const missing: Channel[] = [];
    for (const channel of channels) {
      const isThere = await this.zulip.subscriptions.isSubscribed(found.user_id, channel.id, options);
      if (!isThere) missing.push(channel);
    }
    const changes = [
      ...(isRenamed ? ["full_name"] : []),
      ...missing.map(({ name }) => `channel ${name}`),
      ...(isDeactivated ? ["reactivated"] : []),
    ];
    if (changes.length === 0) return { state: "unchanged" };
    const apply = async (): Promise<void> => {
      if (isDeactivated) await this.zulip.users.reactivate(found.user_id, options);
      if (isRenamed) await this.zulip.users.update(found.user_id, { full_name: displayName }, options);
      await this.#subscribe(found.user_id, missing, options);
    };
    return { state: "updated", changes, apply };
  }

  async #create(user: ProvisionedUser, channels: readonly Channel[], options: RequestOptions): Promise<void> {
    const { email, displayName } = user;
    const password = generatePassword();
    const create = { email, full_name: displayName, password };
    const userId = await this.zulip.users.create(create, options).catch(async (error: unknown) => {
      if (!isPlatformError(error) || error.outcome !== "unknown") throw error;
      const found = await findZulipUser(this.zulip, email, options);
      if (found === undefined) throw error;
      return found.user_id;
    });
    // Without a channel for passwords, users set their own by mail or sign in some other way.
    if (this.settings.deliver) await deliverPassword(this.settings.deliver, user, "zulip", password);
    await this.#subscribe(userId, channels, options);
  }

  async #invite(
    { email }: ProvisionedUser,
    channels: readonly Channel[],
    options: RequestOptions,
  ): Promise<void> {
    const stream_ids = channels.map(({ id }) => id);
    const invited = await this.#invitations(options);
    try {
      await this.zulip.invitations.send({ invitee_emails: [email], stream_ids }, options);
    } catch (error) {
      if (!isPlatformError(error) || error.outcome !== "unknown") throw error;
      this.#invited = undefined;
      if (!(await this.#invitations(options)).has(nameFingerprint(email))) throw error;
    }
    invited.add(nameFingerprint(email));
  }

  async #subscribe(userId: number, channels: readonly Channel[], options: RequestOptions): Promise<void> {
    if (channels.length === 0) return;
    const subscriptions = channels.map(({ name }) => ({ name }));
    await this.zulip.channels.subscribe({ subscriptions, principals: [userId] }, options);
  }

  async #channelId(name: string, options: RequestOptions): Promise<number> {
    const known = this.#channelIds.get(name) ?? this.zulip.channels.getId(name, options);
    this.#channelIds.set(name, known);
    known.catch(() => this.#channelIds.delete(name));
    return known;
  }

  async #invitations(options: RequestOptions): Promise<Set<string>> {
    const known = this.#invited ?? this.#listInvitations(options);
    this.#invited = known;
    known.catch(() => {
      if (this.#invited === known) this.#invited = undefined;
    });
    return known;
  }

  async #listInvitations(options: RequestOptions): Promise<Set<string>> {
    const { items } = await this.zulip.invitations.list(options);
    return new Set(items.flatMap(({ email }) => (email === undefined ? [] : nameFingerprint(email))));
  }
}

interface Channel {
  readonly name: string;
  readonly id: number;
}

/** Finds a person by the address, the real one where this account may see it. */
export async function findZulipUser(
  zulip: ZulipClient,
  email: string,
  options: RequestOptions,
): Promise<ZulipUser | undefined> {
  return orMissing(zulip.users.getByEmail(email, {}, options));
}
