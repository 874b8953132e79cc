import type { PlatformName } from "../clients.js";
import { type Difference, type Inspection, owned } from "./engine/step.js";
import { NameTakenError } from "./errors.js";
import type { ProjectSpec } from "./project-spec.js";

/**
 * Tells whose something is that has the name a project wants: the project's own, or somebody's who made it by hand.
 *
 * @param mark The identifier of the project whose mark it bears.
 * @throws NameTakenError when that is another project.
 */
export function found(
  platform: PlatformName,
  what: string,
  mark: string | undefined,
  { identifier }: ProjectSpec,
  differences: readonly Difference[] = [],
): Inspection {
  if (mark === undefined || mark === identifier) return owned(mark !== undefined, differences);
  throw new NameTakenError(platform, `${what} belongs to the project with the identifier ${mark}`);
}

/** What is said of something without a mark. */
export const NOT_OURS = "it bears no mark of the project: somebody else made it";

/** Refuses to take away what is not the project's. @throws NameTakenError unless it bears the project's mark. */
export function requireMark(
  platform: PlatformName,
  mark: string | undefined,
  { identifier }: ProjectSpec,
): void {
  if (mark !== identifier) throw new NameTakenError(platform, NOT_OURS);
}
