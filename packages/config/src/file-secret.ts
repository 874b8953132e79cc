import { readFileSync } from "node:fs";
import { type Clock, systemClock } from "@platformq/resilience";

/** Reading a file costs what a tenth of a request does: seldom enough not to matter, often enough for a rotation. */
const KEEP_MS = 1000;

/**
 * Makes a secret of a file, such as those Docker and Kubernetes mount, that is read anew after a second, and at once
 * when its value was refused. While the file cannot be read, the last value stands.
 *
 * @param clock For tests.
 * @throws Error when the file cannot be read now.
 */
export function fileSecret(file: string, clock: Clock = systemClock): (rejected?: string) => string {
  let last = readSecretFile(file);
  let staleAt = clock.now() + KEEP_MS;
  return (rejected) => {
    const now = clock.now();
    if (now < staleAt && last !== rejected) return last;
    staleAt = now + KEEP_MS;
    try {
      // An empty file is one that is being written.
      last = readSecretFile(file) || last;
    } catch {
      // Between the removal of the old one and the appearance of the new.
    }
    return last;
  };
}

/** Reads a secret without the line break at its end. */
export function readSecretFile(file: string): string {
  return readFileSync(file, "utf8").trim();
}
