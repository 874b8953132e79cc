import { InvalidInputError } from "@platformq/resilience";
import { projectIdentifier } from "./identifier.js";

/** A person, by what the platforms know people by. */
export interface MemberSpec {
  /** The user name in Nextcloud and OpenProject. */
  login: string;
  /** The address in Zulip, and the second way to find the person elsewhere. */
  email: string;
}

/** A project as it should be on all three platforms. */
export interface ProjectSpec {
  /** At most 60 characters, Zulip's limit for a channel. */
  name: string;
  /** OpenProject's identifier. @default made of the name */
  identifier?: string | undefined;
  members: readonly MemberSpec[];
  /** What the project is for; shown in OpenProject and Zulip. */
  description?: string | undefined;
  /** The folder's parent in Nextcloud. @default "Projects" */
  parentFolder?: string | undefined;
  /** Folders inside the project's. @default ["Documents", "Resources"] */
  folders?: readonly string[] | undefined;
  /** What members are in OpenProject. @default "Member" */
  role?: string | undefined;
  /** Where the welcome message goes. @default "Welcome" */
  topic?: string | undefined;
}

/** A spec that was checked, with everything in it decided. */
export interface ProjectPlan {
  readonly name: string;
  readonly identifier: string;
  readonly members: readonly MemberSpec[];
  readonly description: string;
  /** The project's folder in Nextcloud. */
  readonly folder: string;
  readonly folders: readonly string[];
  readonly role: string;
  readonly topic: string;
}

const MAX_CHANNEL_NAME = 60;
const MAX_TOPIC = 60;
/** Nextcloud refuses these in names, on some storages at least. */
const FORBIDDEN_IN_FOLDER = /[\\/:*?"<>|]/;
const IDENTIFIER = /^(?=.*[a-z_-])[a-z0-9_-]{1,100}$/;

/**
 * Checks a spec and fills in its defaults.
 *
 * @throws InvalidInputError naming all that is wrong, before anything is sent.
 */
export function planProject(spec: ProjectSpec): ProjectPlan {
  const name = spec.name.trim();
  const { parentFolder = "Projects", folders = ["Documents", "Resources"], topic = "Welcome" } = spec;
  const identifier = spec.identifier ?? projectIdentifier(name);
  const problems: string[] = [];
  if (name === "") problems.push("the name is empty");
  // Zulip counts code points, and cuts what is too long without a word.
  if ([...name].length > MAX_CHANNEL_NAME)
    problems.push(`the name is longer than ${MAX_CHANNEL_NAME} characters`);
  if ([...topic].length > MAX_TOPIC) problems.push(`the topic is longer than ${MAX_TOPIC} characters`);
  for (const folder of [name, ...folders]) {
    if (FORBIDDEN_IN_FOLDER.test(folder))
      problems.push(`${JSON.stringify(folder)} holds one of \\ / : * ? " < > |`);
    if (folder.startsWith(".") || folder.endsWith(".")) {
      problems.push(`${JSON.stringify(folder)} begins or ends with a dot`);
    }
  }
  if (!IDENTIFIER.test(identifier)) {
    problems.push(
      `the identifier ${JSON.stringify(identifier)} is not of a-z, 0-9, - and _ with at least one letter`,
    );
  }
  const logins = new Set<string>();
  for (const { login, email } of spec.members) {
    if (login.trim() === "" || !/^[^\s@]+@[^\s@]+$/.test(email)) {
      problems.push(`the member ${JSON.stringify(`${login}:${email}`)} is no login and e-mail address`);
    }
    if (logins.has(login)) problems.push(`the member ${JSON.stringify(login)} is named twice`);
    logins.add(login);
  }
  if (problems.length > 0) {
    throw new InvalidInputError(
      `The project ${JSON.stringify(name)} cannot be set up: ${problems.join("; ")}`,
    );
  }
  return {
    name,
    identifier,
    members: spec.members,
    description: spec.description ?? "",
    folder: `${parentFolder}/${name}`,
    folders,
    role: spec.role ?? "Member",
    topic,
  };
}
