import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { ConfigurationError, type LogLevel } from "@platformq/resilience";
import { Variables } from "./variables.js";

/** What the three clients are made of. Durations are milliseconds. */
export interface Config {
  readonly nextcloud: {
    readonly baseUrl: string;
    readonly username: string;
    readonly password: string;
    readonly rateLimit: number;
  };
  readonly zulip: {
    readonly baseUrl: string;
    readonly email: string;
    readonly apiKey: string;
    readonly rateLimit: number;
  };
  readonly openproject: { readonly baseUrl: string; readonly apiKey: string; readonly rateLimit: number };
  readonly http: { readonly timeoutMs: number; readonly maxRetries: number; readonly connections: number };
  readonly circuitBreaker: { readonly threshold: number; readonly openMs: number };
  readonly logLevel: LogLevel;
}

export interface LoadConfigOptions {
  /** @default process.env */
  env?: Readonly<Record<string, string | undefined>> | undefined;
  /** A file of variables for those the environment does not set; `false` reads none. @default ".env", if there is one */
  envFile?: string | false | undefined;
}

/**
 * Reads the configuration from the environment, and from `.env` what the environment leaves open.
 *
 * @throws ConfigurationError naming every variable that is missing or wrong. Values are never shown.
 */
export function loadConfig(options: LoadConfigOptions = {}): Config {
  const env = { ...readEnvFile(options.envFile), ...filled(options.env ?? process.env) };
  const result = Variables.safeParse(env);
  if (!result.success) throw new ConfigurationError(describe(result.error.issues, env));
  const variables = result.data;
  return {
    nextcloud: {
      baseUrl: variables.NEXTCLOUD_URL,
      username: variables.NEXTCLOUD_ADMIN_USER,
      password: variables.NEXTCLOUD_ADMIN_PASS,
      rateLimit: variables.NEXTCLOUD_RATE_LIMIT,
    },
    zulip: {
      baseUrl: variables.ZULIP_SITE,
      email: variables.ZULIP_EMAIL,
      apiKey: variables.ZULIP_API_KEY,
      rateLimit: variables.ZULIP_RATE_LIMIT,
    },
    openproject: {
      baseUrl: variables.OPENPROJECT_URL,
      apiKey: variables.OPENPROJECT_API_KEY,
      rateLimit: variables.OPENPROJECT_RATE_LIMIT,
    },
    http: {
      timeoutMs: variables.HTTP_TIMEOUT * 1000,
      maxRetries: variables.MAX_RETRIES,
      connections: variables.HTTP_POOL_CONNECTIONS,
    },
    circuitBreaker: {
      threshold: variables.CIRCUIT_BREAKER_THRESHOLD,
      openMs: variables.CIRCUIT_BREAKER_TIMEOUT * 1000,
    },
    logLevel: variables.LOG_LEVEL,
  };
}

/** Reads `.env`; one that was named must be there. */
function readEnvFile(envFile: string | false | undefined): Record<string, string | undefined> {
  if (envFile === false) return {};
  try {
    return filled(parseEnv(readFileSync(envFile ?? ".env", "utf8")));
  } catch (cause) {
    if (envFile === undefined) return {};
    throw new ConfigurationError(`The file ${envFile} cannot be read`, { cause });
  }
}

/** An empty variable is one that somebody forgot to fill in. */
function filled(env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ""),
  );
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

function describe(issues: readonly Issue[], env: Readonly<Record<string, string | undefined>>): string {
  const nameOf = (issue: Issue): string => String(issue.path[0]);
  const missing = issues.filter((issue) => env[nameOf(issue)] === undefined).map(nameOf);
  const wrong = issues
    .filter((issue) => env[nameOf(issue)] !== undefined)
    .map((issue) => `${nameOf(issue)} ${issue.message}`);
  const parts = [
    missing.length > 0 ? `not set: ${missing.join(", ")}` : "",
    wrong.length > 0 ? `wrong: ${wrong.join("; ")}` : "",
  ];
  return `The configuration is incomplete (${parts.filter(Boolean).join("; ")}); set them in the environment or in .env`;
}
