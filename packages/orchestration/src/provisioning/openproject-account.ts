import type { OpenProjectClient, User as OpenProjectUser, UpdateUser } from "@platformq/openproject";
import { isPlatformError, type RequestOptions } from "@platformq/resilience";
import { isSameName } from "../same-name.js";
import type { GroupJoins } from "./group-joins.js";
import { OpenProjectGroups } from "./openproject-groups.js";
import type { OpenProjectSettings } from "./provisioning-options.js";
import { LOGIN_TAKEN, type ProvisioningStep, type StepPlan, type UserContext } from "./provisioning-step.js";
import type { ProvisionedUser } from "./user-spec.js";

/** Sees to the account in OpenProject, which mails an invitation, and to its groups. */
export class OpenProjectAccount implements ProvisioningStep {
  readonly name = "openproject";
  readonly #groups: OpenProjectGroups;

  constructor(
    private readonly openproject: OpenProjectClient,
    private readonly settings: OpenProjectSettings,
    joins: GroupJoins,
  ) {
    this.#groups = new OpenProjectGroups(openproject, joins, settings.createGroups ?? true);
  }

  async plan(user: ProvisionedUser, { request, reactivates, isManaged }: UserContext): Promise<StepPlan> {
    const found = await findOpenProjectUser(this.openproject, user, request);
    const groups = [...new Set([...(this.settings.groups ?? []), ...(user.openprojectGroups ?? [])])];
    await this.#groups.check(groups, request);
    if (found === undefined) {
      const create = async (): Promise<void> => {
        const { id } = await this.#invite(user, request);
        for (const group of groups) await this.#groups.join(group, id, request);
      };
      return { state: "created", apply: create };
    }
    if (!isManaged && !isSameName(found.email, user.email)) return LOGIN_TAKEN;
    if (found.status === "locked" && !reactivates) {
      return { state: "skipped", reason: { code: "ACCOUNT_DISABLED", message: "the account is locked" } };
    }
    const fields = differences(found, user);
    const missing: string[] = [];
    for (const group of groups) {
      if (!(await this.#groups.isMember(group, found, request))) missing.push(group);
    }
    const isLocked = found.status === "locked";
    const changes = [
      ...Object.keys(fields),
      ...missing.map((group) => `group ${group}`),
      ...(isLocked ? ["unlocked"] : []),
    ];
    if (changes.length === 0) return { state: "unchanged" };
    const update = async (): Promise<void> => {
      if (isLocked) await this.openproject.users.unlock(found.id, request);
      if (Object.keys(fields).length > 0) await this.openproject.users.update(found.id, fields, request);
      for (const group of missing) await this.#groups.join(group, found.id, request);
    };
    return { state: "updated", changes, apply: update };
  }

  async #invite(user: ProvisionedUser, options: RequestOptions): Promise<OpenProjectUser> {
    const { login, email, language } = user;
    const names = namesOf(user);
    try {
      const invited = { login, email, ...names, language, status: "invited" } as const;
      return await this.openproject.users.create(invited, options);
    } catch (error) {
      if (!isPlatformError(error) || error.outcome !== "unknown") throw error;
      const found = await findOpenProjectUser(this.openproject, user, options);
      if (found === undefined) throw error;
      return found;
    }
  }
}

/** Finds a person by address, or else by login; a filter takes parts of them, only the whole counts. */
export async function findOpenProjectUser(
  openproject: OpenProjectClient,
  { login, email }: { readonly login: string; readonly email?: string | undefined },
  options: RequestOptions,
): Promise<OpenProjectUser | undefined> {
  const find = async (text: string, key: "email" | "login"): Promise<OpenProjectUser | undefined> => {
    const filters = [{ name: { operator: "~", values: [text] } }] as const;
    for await (const user of await openproject.users.list({ filters }, options)) {
      if (isSameName(user[key], text)) return user;
    }
    return undefined;
  };
  return (email && (await find(email, "email"))) || find(login, "login");
}

function differences(found: OpenProjectUser, user: ProvisionedUser): UpdateUser {
  // Names made of the display name are good enough for an invitation, not for replacing what is there.
  const { email, language, firstName, lastName } = user;
  return {
    ...(isSameName(found.email, email) ? {} : { email }),
    ...(firstName === undefined || found.firstName === firstName ? {} : { firstName }),
    ...(lastName === undefined || found.lastName === lastName ? {} : { lastName }),
    ...(language === undefined || found.language === language ? {} : { language }),
  };
}

/** First and last name, if need be from the display name. Of one word the server makes the names itself. */
function namesOf(user: ProvisionedUser): Pick<UpdateUser, "firstName" | "lastName"> {
  const { firstName, lastName, displayName } = user;
  if (firstName !== undefined || lastName !== undefined) return { firstName, lastName };
  const [, first, last] = /^(.+)\s+(\S+)$/.exec(displayName) ?? [];
  return { firstName: first, lastName: last };
}
