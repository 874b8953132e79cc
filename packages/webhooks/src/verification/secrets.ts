import { ConfigurationError } from "@platformq/resilience";

/**
 * A secret, or several while one replaces the other: the first that fits counts. A function tells the present ones, so
 * that a rotation needs no restart; it is asked at every request and has to know them at once.
 */
export type Secrets = string | readonly string[] | (() => string | readonly string[]);

type SecretList = string | readonly string[];

/**
 * Checks the secrets of a sender and makes of them what compares; makes it anew when they have changed.
 *
 * @returns what tells the present one. It throws what a function of secrets throws, and ConfigurationError when they are
 *   none any more: nothing is verified by secrets that may have been withdrawn.
 * @throws ConfigurationError when there is none, or one that was surely copied wrongly. Verification is never skipped.
 */
export function followSecrets<T>(
  sender: string,
  secrets: Secrets | undefined,
  make: (secrets: readonly string[]) => T,
): () => T {
  const read = (): readonly string[] => listOf(typeof secrets === "function" ? secrets() : secrets);
  let known = read();
  checkSecrets(sender, known);
  let made = make(known);
  if (typeof secrets !== "function") return () => made;
  return () => {
    const present = read();
    if (isSame(present, known)) return made;
    checkSecrets(sender, present);
    made = make(present);
    known = present;
    return made;
  };
}

/** Copies, so that a list which is changed in its place is seen to have changed. */
function listOf(secrets: SecretList | undefined): readonly string[] {
  return typeof secrets === "string" ? [secrets] : [...(secrets ?? [])];
}

function checkSecrets(sender: string, secrets: readonly string[]): void {
  if (secrets.length === 0) throw new ConfigurationError(`${sender}: a secret is needed to verify webhooks`);
  for (const secret of secrets) {
    if (typeof secret !== "string" || secret === "") {
      throw new ConfigurationError(`${sender}: a secret is empty; is its variable set?`);
    }
    // The line break at the end of a file or a variable makes every signature wrong, and nobody sees it.
    if (secret !== secret.trim()) {
      throw new ConfigurationError(`${sender}: a secret begins or ends with white space`);
    }
  }
}

/** Compares our own secrets with one another; what a sender sent has no part in it. */
function isSame(present: readonly string[], known: readonly string[]): boolean {
  return present.length === known.length && present.every((secret, index) => secret === known[index]);
}
