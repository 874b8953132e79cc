import { InvalidInputError } from "@platformq/resilience";
import { z } from "zod";
import { checkValue } from "../check-value.js";
import { folderPathProblem, identifierProblem, nameProblems } from "./check-names.js";
import { projectIdentifier } from "./identifier.js";
import { ROLES } from "./roles.js";

const email = z.string().regex(/^[^\s@]+@[^\s@]+$/, "is no e-mail address");
const text = z.string().refine((value) => !value.includes("\0"), "holds a NUL character");
const filled = text.refine((value) => value.trim() !== "", "is empty");
const date = z.iso.date("is no date (YYYY-MM-DD)");
const folderPath = z.string().superRefine(refusing(folderPathProblem));

/** Makes a refinement of what a rule has to say of a text. */
function refusing(rule: (value: string) => string | readonly string[] | undefined) {
  return (value: string, context: z.RefinementCtx<string>): void => {
    for (const problem of [rule(value) ?? []].flat()) context.addIssue(problem);
  };
}

const Member = z.strictObject({
  /** The user name in Nextcloud and OpenProject. */
  login: filled,
  /** What the person is found by, first of all; a login whose account has another address is somebody else's. */
  email,
  /** @default "editor" */
  role: z.enum(ROLES).default("editor"),
});

const Version = z.strictObject({
  name: filled.max(60, "is longer than 60 characters"),
  description: text.optional(),
  /** `YYYY-MM-DD`. */
  startDate: date.optional(),
  endDate: date.optional(),
});

const WorkPackage = z.strictObject({
  /** What it is found by the next time: unique in the project. */
  subject: filled.max(255, "is longer than 255 characters"),
  /** Markdown. */
  description: text.optional(),
  /** By name. @default the first type of the project */
  type: filled.optional(),
  /** The name of a version. */
  version: filled.optional(),
  /** A login or e-mail address. */
  assignee: filled.optional(),
  startDate: date.optional(),
  dueDate: date.optional(),
});

const Fields = z.strictObject({
  /** At most 60 characters, Zulip's limit for a channel. */
  name: z.string().trim().superRefine(refusing(nameProblems)),
  /** OpenProject's identifier. @default made of the name */
  identifier: z.string().superRefine(refusing(identifierProblem)).optional(),
  /** What the project is for; shown in OpenProject and Zulip. At most 900 characters. */
  description: text.trim().max(900, "is longer than 900 characters").optional(),
  /** Whether others may see the project and its channel. @default "private" */
  visibility: z.enum(["private", "public"]).default("private"),
  members: z.array(Member).readonly(),
  /** The folder's parent in Nextcloud. @default "Projects" */
  parentFolder: folderPath.default("Projects"),
  /** Folders inside the project's, such as `Drafts/2026`. @default ["Documents", "Resources"] */
  folders: z.array(folderPath).readonly().default(["Documents", "Resources"]),
  /** The identifier or id of the OpenProject project to copy. */
  template: z.union([filled, z.number()], "is neither an identifier nor an id").optional(),
  /** Names of types the project must have. OpenProject's API cannot switch them on: a template brings them. */
  types: z.array(filled).readonly().default([]),
  versions: z.array(Version).readonly().default([]),
  workPackages: z.array(WorkPackage).readonly().default([]),
  /**
   * The subject of the work package that gets a link to the folder, where OpenProject has this Nextcloud as a storage.
   *
   * @default the first of `workPackages`
   */
  folderLink: filled.optional(),
  /** The folder the Zulip channel is sorted into; needs Zulip 11. */
  channelFolder: filled.optional(),
  /** Where the welcome message goes. @default "Welcome" */
  topic: filled
    // Zulip counts code points, and cuts what is too long without a word.
    .refine((topic) => [...topic].length <= 60, "is longer than 60 characters")
    .default("Welcome"),
  /** Platforms that may fail while the rest is carried out. */
  optional: z
    .array(z.enum(["nextcloud", "zulip", "openproject"]))
    .readonly()
    .default([]),
});

const Items = z.array(z.record(z.string(), z.unknown()).catch({})).catch([]);
/** What of a spec is compared with other parts of it, each as it may be: of parts that are wrong only these are passed over. */
const Compared = z.object({
  members: Items,
  versions: Items,
  workPackages: Items,
  folderLink: z.string().optional().catch(undefined),
});

/** Refuses parts that do not go together. */
function compareParts(spec: unknown, { addIssue }: Pick<z.RefinementCtx, "addIssue">): void {
  const { success, data } = Compared.safeParse(spec);
  if (!success) return;
  const refuse = (list: keyof typeof data, index: number, field: string, message: string): void =>
    addIssue({ code: "custom", path: [list, index, field], message });

  for (const [list, field] of UNIQUE) {
    const seen = new Set<string>();
    for (const [index, { [field]: value }] of data[list].entries()) {
      if (typeof value !== "string") continue;
      const name = value.toLowerCase();
      if (seen.has(name)) refuse(list, index, field, `${JSON.stringify(name)} is named twice`);
      seen.add(name);
    }
  }
  for (const [list, field] of ENDS) {
    for (const [index, { startDate, [field]: end }] of data[list].entries()) {
      const dates = z.tuple([date, date]).safeParse([startDate, end]).data;
      if (dates && dates[0] > dates[1]) refuse(list, index, field, "is before startDate");
    }
  }
  const { folderLink, workPackages } = data;
  if (folderLink !== undefined && !workPackages.some(({ subject }) => subject === folderLink)) {
    const message = "is not the subject of one of the work packages";
    addIssue({ code: "custom", path: ["folderLink"], message });
  }
}

const UNIQUE = [
  ["members", "login"],
  ["members", "email"],
  ["versions", "name"],
  ["workPackages", "subject"],
] as const;
const ENDS = [
  ["versions", "endDate"],
  ["workPackages", "dueDate"],
] as const;

/** A project as it should be on all three platforms, with everything in it decided. */
export const ProjectSpec = Fields
  // Also when a part is wrong by itself, so that all problems are named at once.
  .superRefine(compareParts, { when: () => true })
  .transform((spec) => ({ ...spec, identifier: spec.identifier ?? projectIdentifier(spec.name) }));

/** A project as it should be; what is left out has a default. */
export type ProjectInput = z.input<typeof Fields>;
/** A checked spec. */
export type ProjectSpec = z.output<typeof ProjectSpec>;
/** A person, by what the platforms know people by, and the role. */
export type MemberInput = z.input<typeof Member>;
/** A checked member. */
export type MemberSpec = z.output<typeof Member>;

/**
 * Checks a spec and fills in its defaults.
 *
 * @throws InvalidInputError naming all that is wrong, before anything is sent.
 */
export function checkSpec(input: ProjectInput): ProjectSpec {
  const checked = checkValue(ProjectSpec, input);
  if ("value" in checked) return checked.value;
  throw new InvalidInputError(
    `The project ${JSON.stringify(input.name)} is not possible: ${checked.problems.join("; ")}`,
  );
}
