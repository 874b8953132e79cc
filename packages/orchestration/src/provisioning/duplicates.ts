import { nameFingerprint } from "./fingerprint.js";
import type { ProvisionedUser } from "./user-spec.js";

/** Finds logins and addresses that come twice in one run. Holds fingerprints, 40 bytes or so for each. */
export class Duplicates {
  readonly #logins = new Set<string>();
  readonly #emails = new Set<string>();

  /** Notes a user, and names what another one had before. */
  problemsOf({ login, email }: ProvisionedUser): string[] {
    const problems: string[] = [];
    if (!addNew(this.#logins, login)) problems.push("login is that of an earlier row");
    if (!addNew(this.#emails, email)) problems.push("email is that of an earlier row");
    return problems;
  }

  /** Tells whether a user of this login was noted. */
  hasLogin(login: string): boolean {
    return this.#logins.has(nameFingerprint(login));
  }
}

function addNew(set: Set<string>, name: string): boolean {
  const { size } = set;
  return set.add(nameFingerprint(name)).size > size;
}
