import type { User as NextcloudUser } from "@platformq/nextcloud";
import type { RequestOptions } from "@platformq/resilience";
import type { Clients } from "../clients.js";
import { findNextcloudUser } from "../find-nextcloud-user.js";
import { isSameName } from "../same-name.js";
import type { FileOffers, FileTransfer } from "./file-offers.js";
import { findOpenProjectUser } from "./openproject-account.js";
import type { Patience } from "./patience.js";
import { LOGIN_TAKEN, type StepPlan } from "./provisioning-step.js";
import { reasonOf } from "./reason-of.js";
import type { UserClients } from "./user-clients.js";
import { type StepName, type StepResult, stateOf, type UserResult } from "./user-result.js";
import { findZulipUser } from "./zulip-account.js";

/** Somebody who leaves. */
export interface LeavingUser {
  readonly login: string;
  /** For OpenProject and Zulip. @default the one of the Nextcloud account */
  readonly email?: string | undefined;
}

/** How somebody leaves. */
export interface Leaving {
  /** Which platforms, besides Nextcloud. */
  readonly openproject: boolean;
  readonly zulip: boolean;
  /** Deletes the accounts in Nextcloud and OpenProject; Zulip only knows deactivating. */
  readonly deletes: boolean;
  readonly dryRun: boolean;
  readonly transfer?: FileTransfer | undefined;
  readonly offers: FileOffers;
  /** Waits out limits; without it a step fails of them. */
  readonly patience?: Patience | undefined;
  readonly request: RequestOptions;
}

/**
 * Deactivates or deletes somebody's accounts, that in Nextcloud last: as long as it is there, the others are found by its
 * address, and by `reconcile`.
 */
export async function deprovisionUser(
  clients: Clients,
  userClients: UserClients,
  user: LeavingUser,
  leaving: Leaving,
): Promise<Pick<UserResult, "state" | "reason" | "steps">> {
  const { transfer, offers, patience, request, deletes } = leaving;
  const take = async (step: StepName, plan: () => Promise<StepPlan>): Promise<StepResult> => {
    const act = async (): Promise<StepResult> => {
      const { apply, ...planned } = await plan();
      if (!leaving.dryRun) await apply?.();
      return { step, ...planned };
    };
    try {
      return await (patience ? patience.through(act) : act());
    } catch (error) {
      request.signal?.throwIfAborted();
      return { step, state: "failed", reason: reasonOf(error) };
    }
  };
  let account: NextcloudUser | undefined;
  const look = await take("nextcloud", async () => {
    account = await findNextcloudUser(clients.nextcloud, { login: user.login }, request);
    return { state: "unchanged" };
  });
  if (look.state === "failed") return { ...stateOf([look]), steps: [look] };
  const person = { login: user.login, email: user.email ?? account?.email ?? undefined };
  const steps: StepResult[] = [];
  if (transfer) {
    const login = account?.id ?? user.login;
    const offer = await take("home", async () => offers.plan(userClients, login, transfer, request));
    if (offer.state === "failed") return { ...stateOf([offer]), steps: [offer] };
    steps.push(offer);
  }
  if (leaving.openproject)
    steps.push(await take("openproject", () => leaveOpenProject(clients, person, leaving)));
  if (leaving.zulip) steps.push(await take("zulip", () => leaveZulip(clients, person.email, leaving)));
  const isKept = deletes && steps.some(({ state }) => state === "failed");
  const leave = async (): Promise<StepPlan> => (isKept ? KEPT : leaveNextcloud(clients, account, leaving));
  steps.push(await take("nextcloud", leave));
  return { ...stateOf(steps), steps };
}

const KEPT: StepPlan = {
  state: "skipped",
  reason: { code: "KEPT", message: "kept until the other accounts are gone, which are found by it" },
};

function leaveNextcloud(
  { nextcloud }: Clients,
  account: NextcloudUser | undefined,
  { deletes, request }: Leaving,
): StepPlan {
  if (account === undefined) return { state: "unchanged" };
  if (deletes) return { state: "deleted", apply: () => nextcloud.users.delete(account.id, request) };
  if (account.enabled === false) return { state: "unchanged" };
  return { state: "deactivated", apply: () => nextcloud.users.disable(account.id, request) };
}

async function leaveOpenProject(
  { openproject }: Clients,
  user: LeavingUser,
  { deletes, request }: Leaving,
): Promise<StepPlan> {
  const found = await findOpenProjectUser(openproject, user, request);
  if (found === undefined) return { state: "unchanged" };
  if (user.email !== undefined && !isSameName(found.email, user.email)) {
    return { ...LOGIN_TAKEN, state: "skipped" };
  }
  if (deletes) return { state: "deleted", apply: () => openproject.users.delete(found.id, request) };
  if (found.status === "invited") {
    const message = "the server locks nobody who has not accepted the invitation; delete the account";
    return { state: "failed", reason: { code: "INVITATION_OPEN", message } };
  }
  if (found.status === "locked") return { state: "unchanged" };
  const apply = async (): Promise<void> => void (await openproject.users.lock(found.id, request));
  return { state: "deactivated", apply };
}

async function leaveZulip(
  { zulip }: Clients,
  email: string | undefined,
  { request }: Leaving,
): Promise<StepPlan> {
  if (email === undefined) {
    return { state: "skipped", reason: { code: "NO_ADDRESS", message: "no e-mail address is known" } };
  }
  const found = await findZulipUser(zulip, email, request);
  if (found?.is_active === false) return { state: "unchanged" };
  if (found) {
    return { state: "deactivated", apply: () => zulip.users.deactivate(found.user_id, {}, request) };
  }
  const invitations = (await zulip.invitations.list(request)).items;
  const open = invitations.filter((invitation) => invitation.email?.toLowerCase() === email.toLowerCase());
  if (open.length === 0) return { state: "unchanged" };
  const revoke = async (): Promise<void> => {
    for (const { id } of open) await zulip.invitations.revoke(id, request);
  };
  return { state: "deleted", apply: revoke };
}
