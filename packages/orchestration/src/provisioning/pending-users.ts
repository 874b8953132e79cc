import { nameFingerprint } from "./fingerprint.js";
import type { UserJournal } from "./provisioning-step.js";

/**
 * Remembers, where there is no journal, whose new accounts have a password that did not reach them; as long as the
 * process lives.
 */
export class PendingUsers {
  readonly #creating = new Set<string>();

  /** What concerns one user. */
  of(login: string): UserJournal {
    const user = nameFingerprint(login);
    return {
      wasCreating: this.#creating.has(user),
      creating: async () => void this.#creating.add(user),
      settled: async () => void this.#creating.delete(user),
    };
  }
}
