import { InvalidInputError } from "@platformq/resilience";
import { z } from "zod";
import { folderPathProblem, identifierProblem, nameProblems } from "./check-names.js";
import { projectIdentifier } from "./identifier.js";
import { ROLES } from "./roles.js";

const email = z.string().regex(/^[^\s@]+@[^\s@]+$/, "is no e-mail address");
const text = z.string().refine((value) => !value.includes("\0"), "holds a NUL character");
const filled = text.refine((value) => value.trim() !== "", "is empty");
const date = z.iso.date("is no date (YYYY-MM-DD)");

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
  name: z.string().trim(),
  /** OpenProject's identifier. @default made of the name */
  identifier: z.string().optional(),
  /** What the project is for; shown in OpenProject and Zulip. At most 900 characters. */
  description: text.trim().max(900, "is longer than 900 characters").optional(),
  /** Whether others may see the project and its channel. @default "private" */
  visibility: z.enum(["private", "public"]).default("private"),
  members: z.array(Member).readonly(),
  /** The folder's parent in Nextcloud. @default "Projects" */
  parentFolder: z.string().default("Projects"),
  /** Folders inside the project's, such as `Drafts/2026`. @default ["Documents", "Resources"] */
  folders: z.array(z.string()).readonly().default(["Documents", "Resources"]),
  /** The identifier or id of the OpenProject project to copy. */
  template: z.union([filled, z.number()]).optional(),
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
  topic: filled.default("Welcome"),
  /** Platforms that may fail while the rest is carried out. */
  optional: z
    .array(z.enum(["nextcloud", "zulip", "openproject"]))
    .readonly()
    .default([]),
});

/** A project as it should be on all three platforms, with everything in it decided. */
export const ProjectSpec = Fields.superRefine((spec, context) => {
  const refuse = (path: (string | number)[], message: string | undefined): void => {
    if (message !== undefined) context.addIssue({ code: "custom", path, message });
  };
  for (const problem of nameProblems(spec.name)) refuse(["name"], problem);
  refuse(["identifier"], identifierProblem(identifierOf(spec)));
  refuse(["parentFolder"], folderPathProblem(spec.parentFolder));
  for (const [index, folder] of spec.folders.entries()) refuse(["folders", index], folderPathProblem(folder));
  // Zulip counts code points, and cuts what is too long without a word.
  if ([...spec.topic].length > 60) refuse(["topic"], "is longer than 60 characters");
  const unique = <Field extends string>(
    list: string,
    items: readonly Readonly<Record<Field, string>>[],
    field: Field,
  ): void => {
    const values = items.map((item) => item[field].toLowerCase());
    for (const [index, value] of values.entries()) {
      if (values.indexOf(value) < index)
        refuse([list, index, field], `${JSON.stringify(value)} is named twice`);
    }
  };
  unique("members", spec.members, "login");
  unique("members", spec.members, "email");
  unique("versions", spec.versions, "name");
  unique("workPackages", spec.workPackages, "subject");
  for (const [index, { startDate, endDate }] of spec.versions.entries()) {
    if (isAfter(startDate, endDate)) refuse(["versions", index, "endDate"], "is before startDate");
  }
  for (const [index, { startDate, dueDate }] of spec.workPackages.entries()) {
    if (isAfter(startDate, dueDate)) refuse(["workPackages", index, "dueDate"], "is before startDate");
  }
  const { folderLink } = spec;
  if (folderLink !== undefined && !spec.workPackages.some(({ subject }) => subject === folderLink)) {
    refuse(["folderLink"], "is not the subject of one of the work packages");
  }
}).transform((spec) => ({ ...spec, identifier: identifierOf(spec) }));

function isAfter(start: string | undefined, end: string | undefined): boolean {
  return start !== undefined && end !== undefined && start > end;
}

function identifierOf({ name, identifier }: { name: string; identifier?: string | undefined }): string {
  return identifier ?? projectIdentifier(name);
}

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
  const { success, data, error } = ProjectSpec.safeParse(input);
  if (success) return data;
  const problems = error.issues.map(({ path, message }) => `${path.join(".")} ${message}`.trim());
  throw new InvalidInputError(
    `The project ${JSON.stringify(input.name)} is not possible: ${problems.join("; ")}`,
  );
}
