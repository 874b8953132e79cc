import type { PlatformName } from "../../clients.js";

/**
 * What a step has to do: make what is missing, take over what somebody else made, bring into line what differs, take
 * away what is not wanted, or nothing.
 */
export type Action = (typeof ACTIONS)[number];

export const ACTIONS = ["create", "adopt", "update", "remove", "no-op"] as const;

/** Something that should be so and is not. */
export interface Difference {
  readonly field: string;
  /** `null` is nothing. */
  readonly expected: string | null;
  readonly actual: string | null;
}

/** What a step finds when it looks. */
export interface Inspection {
  readonly action: Action;
  readonly differences: readonly Difference[];
  /** Whether it bears the project's mark: a run of this project made it. */
  readonly isOurs: boolean;
  /** Why something that should go has to stay. */
  readonly leftover?: string;
  /** It is not there, and need not be. */
  readonly isGone?: true;
}

/** Where a step writes down what it needs to go on after a crash, such as the id of a job. */
type TakeNote = (note: string) => Promise<void>;

/** A piece of work that can be looked at, and done again without doing more. */
export interface Step {
  /** Unique within a run, such as `nextcloud.member:anna`. */
  readonly id: string;
  readonly platform: PlatformName;
  /** What the step is about, for people. */
  readonly title: string;
  /** Steps that must have succeeded before. */
  readonly needs?: readonly string[];
  /** Steps that must be over before, well or not. */
  readonly after?: readonly string[];
  /** Looks without changing anything. @param fresh Passes over what the run remembers. */
  inspect(fresh?: boolean): Promise<Inspection>;
  /** Brings about what is wanted. */
  apply(inspection: Inspection, takeNote: TakeNote): Promise<void>;
  /** Waits for what an earlier process had begun, by the note it left. */
  settle?(note: string): Promise<void>;
  /**
   * Takes away again what {@link apply} created. Does nothing if it is gone.
   *
   * @throws NameTakenError when what is there bears a mark, and not the project's
   */
  compensate?(): Promise<void>;
  /** What is still there after that, or after a removal. */
  readonly remains?: string;
}

/** It is not there, and is to be made. */
export const absent: Inspection = { action: "create", differences: [], isOurs: false };

/** It is there and has no owner, such as a membership. */
export function there(differences: readonly Difference[] = []): Inspection {
  return { action: differences.length > 0 ? "update" : "no-op", differences, isOurs: false };
}

/** It is there, and either ours by its mark or somebody else's, whose it stays. */
export function owned(isOurs: boolean, differences: readonly Difference[] = []): Inspection {
  return isOurs ? { ...there(differences), isOurs } : { action: "adopt", differences, isOurs };
}

/** It is not there, which is as wanted: there is nothing to take away. */
export const gone: Inspection = { action: "no-op", differences: [], isOurs: false, isGone: true };

/** It is there and has to go. */
export const unwanted: Inspection = { action: "remove", differences: [], isOurs: false };

/** It should go and stays. */
export function leftOver(reason: string): Inspection {
  return { ...there(), leftover: reason };
}

/** Tells whether there is anything to do. */
export function isSettled({ action, differences }: Pick<Inspection, "action" | "differences">): boolean {
  return action === "no-op" || (action === "adopt" && differences.length === 0);
}

/** Compares fields with what they should be; `undefined` is not compared. */
export function compare(
  fields: Readonly<Record<string, readonly [expected: unknown, actual: unknown]>>,
): Difference[] {
  return Object.entries(fields).flatMap(([field, [expected, actual]]) =>
    expected === undefined || expected === actual
      ? []
      : [{ field, expected: textOf(expected), actual: textOf(actual) }],
  );
}

function textOf(value: unknown): string | null {
  return value === undefined || value === null || value === "" ? null : String(value);
}
