import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { ConfigurationError, type Secret } from "@platformq/resilience";
import { fileSecret, readSecretFile } from "./file-secret.js";

/** A variable's value now, and the way to read it anew where it can change. */
interface Setting {
  readonly text: string;
  readonly secret?: Secret | undefined;
}

/** What was found of the variables that were looked for. */
export interface Settings {
  readonly found: Map<string, Setting>;
  /** What is wrong with the way a variable is set, by its name. */
  readonly problems: Map<string, string>;
}

/** Where variables are read. */
export interface SettingSources {
  /** @default process.env */
  env?: Variables | undefined;
  /** A file of variables for those the environment does not set; `false` reads none. @default ".env", if there is one */
  envFile?: string | false | undefined;
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Looks variables up in the environment, and in `.env` what the environment leaves open. Each can be given as `NAME`, or
 * as `NAME_FILE`, the path of a file that holds it.
 *
 * @throws ConfigurationError for an `envFile` that cannot be read.
 */
export function readSettings(names: readonly string[], sources: SettingSources = {}): Settings {
  const layers = [sources.env ?? process.env, readEnvFile(sources.envFile)];
  const settings: Settings = { found: new Map(), problems: new Map() };
  for (const name of names) {
    const fileName = `${name}_FILE`;
    // Whoever sets either of the two in the environment has decided against both in the file.
    const layer = layers.find((variables) => filled(variables[name]) ?? filled(variables[fileName]));
    const text = filled(layer?.[name]);
    const file = filled(layer?.[fileName]);
    if (text !== undefined && file !== undefined) {
      settings.problems.set(name, `${name} and ${fileName} are both set`);
    } else if (text !== undefined) {
      settings.found.set(name, { text });
    } else if (file !== undefined) {
      const content = readNamedFile(name, fileName, file, settings);
      if (content !== undefined) settings.found.set(name, { text: content, secret: fileSecret(file) });
    }
  }
  return settings;
}

/** What was found, as a schema takes it. */
export function textsOf(found: Settings["found"]): Record<string, string> {
  return Object.fromEntries([...found].map(([name, { text }]) => [name, text]));
}

/**
 * Reads the file that a variable names. The path is not shown when it cannot be read: somebody may have put the secret
 * itself there.
 */
export function readNamedFile(
  name: string,
  variable: string,
  file: string,
  { problems }: Settings,
): string | undefined {
  try {
    const text = filled(readSecretFile(file));
    if (text === undefined) problems.set(name, `${variable} names an empty file`);
    return text;
  } catch (error) {
    problems.set(name, `${variable} names a file that cannot be read (${codeOf(error)})`);
    return undefined;
  }
}

/** Reads `.env`; one that was named must be there, and one that is there must be readable. */
function readEnvFile(envFile: string | false | undefined): Variables {
  if (envFile === false) return {};
  try {
    return parseEnv(readFileSync(envFile ?? ".env", "utf8"));
  } catch (cause) {
    if (envFile === undefined && codeOf(cause) === "ENOENT") return {};
    throw new ConfigurationError(`The file ${envFile ?? ".env"} cannot be read`, { cause });
  }
}

/** An empty variable is one that somebody forgot to fill in. */
function filled(text: string | undefined): string | undefined {
  return text?.trim() || undefined;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : "unknown error";
}
