import { ConfigurationError } from "@platformq/resilience";

/** A secret, or several while one replaces the other: the first that fits counts. */
export type Secrets = string | readonly string[];

/**
 * Checks the secrets of a sender.
 *
 * @throws ConfigurationError when there is none, or one that was surely copied wrongly. Verification is never skipped.
 */
export function readSecrets(sender: string, secrets: Secrets | undefined): readonly string[] {
  const list = typeof secrets === "string" ? [secrets] : [...(secrets ?? [])];
  if (list.length === 0) throw new ConfigurationError(`${sender}: a secret is needed to verify webhooks`);
  for (const secret of list) {
    if (typeof secret !== "string" || secret === "") {
      throw new ConfigurationError(`${sender}: a secret is empty; is its variable set?`);
    }
    // The line break at the end of a file or a variable makes every signature wrong, and nobody sees it.
    if (secret !== secret.trim()) {
      throw new ConfigurationError(`${sender}: a secret begins or ends with white space`);
    }
  }
  return list;
}
