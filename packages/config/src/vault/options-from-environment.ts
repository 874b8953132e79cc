import { ConfigurationError, type Secret, type TlsOptions } from "@platformq/resilience";
import { z } from "zod";
import { describeProblems } from "../describe-problems.js";
import { readNamedFile, readSettings, type SettingSources, type Settings, textsOf } from "../settings.js";
import type { VaultAuth } from "./auth.js";
import type { VaultOptions } from "./options.js";

const text = z.string().optional();
const variables = z.object({
  VAULT_ADDR: z.url({ protocol: /^https?$/, error: "must be a URL such as https://vault.example.com:8200" }),
  VAULT_NAMESPACE: text,
  VAULT_TOKEN: text,
  VAULT_ROLE_ID: text,
  VAULT_SECRET_ID: text,
  VAULT_KUBERNETES_ROLE: text,
  VAULT_KUBERNETES_JWT: text,
  /** Of AppRole or Kubernetes. */
  VAULT_AUTH_MOUNT: text,
  VAULT_KV_MOUNT: text,
  VAULT_KV_PREFIX: text,
  VAULT_KV_VERSION: z
    .enum(["1", "2"], "must be 1 or 2")
    .transform((version) => (version === "1" ? 1 : 2))
    .optional(),
  /** In seconds. */
  VAULT_CACHE_TTL: z.coerce
    .number("must be a number")
    .positive("must be greater than 0")
    .transform((seconds) => seconds * 1000)
    .optional(),
  /** Paths of PEM files, as Vault's own CLI has them. */
  VAULT_CACERT: text,
  VAULT_CLIENT_CERT: text,
  VAULT_CLIENT_KEY: text,
  VAULT_TLS_SERVER_NAME: text,
});

/** The variables that an option takes the place of: they are not looked at then. */
const replaced = new Map<keyof VaultOptions, readonly (keyof typeof variables.shape)[]>([
  ["baseUrl", ["VAULT_ADDR"]],
  [
    "auth",
    [
      "VAULT_TOKEN",
      "VAULT_ROLE_ID",
      "VAULT_SECRET_ID",
      "VAULT_KUBERNETES_ROLE",
      "VAULT_KUBERNETES_JWT",
      "VAULT_AUTH_MOUNT",
    ],
  ],
  ["namespace", ["VAULT_NAMESPACE"]],
  ["mount", ["VAULT_KV_MOUNT"]],
  ["prefix", ["VAULT_KV_PREFIX"]],
  ["kvVersion", ["VAULT_KV_VERSION"]],
  ["cacheMs", ["VAULT_CACHE_TTL"]],
  ["tls", ["VAULT_CACERT", "VAULT_CLIENT_CERT", "VAULT_CLIENT_KEY", "VAULT_TLS_SERVER_NAME"]],
]);

/**
 * Reads from the environment what the options leave open.
 *
 * @throws ConfigurationError naming every variable that is missing or wrong.
 * @see https://developer.hashicorp.com/vault/docs/commands#configure-environment-variables
 */
export function vaultOptionsOf(options: Partial<VaultOptions>, sources: SettingSources): VaultOptions {
  const open = [...replaced].flatMap(([option, names]) => (options[option] ? [] : names));
  const settings = readSettings(open, sources);
  const { found, problems } = settings;
  if (options.baseUrl) found.set("VAULT_ADDR", { text: String(options.baseUrl) });
  const auth = options.auth ?? authOf(settings);
  const tls = options.tls ?? tlsOf(settings);
  const result = variables.safeParse(textsOf(found));
  if (!result.success || auth === undefined || problems.size > 0) {
    const issues = [
      ...(result.error?.issues ?? []),
      ...(auth === undefined ? [{ path: ["VAULT_TOKEN"], message: "is not set" }] : []),
    ];
    throw new ConfigurationError(describeProblems(settings, issues, otherWays), { service: "vault" });
  }
  const values = result.data;
  const {
    namespace = values.VAULT_NAMESPACE,
    mount = values.VAULT_KV_MOUNT,
    prefix = values.VAULT_KV_PREFIX,
    kvVersion = values.VAULT_KV_VERSION,
    cacheMs = values.VAULT_CACHE_TTL,
  } = options;
  return {
    ...options,
    namespace,
    mount,
    prefix,
    kvVersion,
    cacheMs,
    baseUrl: values.VAULT_ADDR,
    auth,
    tls,
  };
}

const SIGN_INS = ["VAULT_TOKEN", "VAULT_ROLE_ID", "VAULT_KUBERNETES_ROLE"] as const;

function otherWays(name: string): string | undefined {
  return name === "VAULT_TOKEN" ? "or VAULT_ROLE_ID, or VAULT_KUBERNETES_ROLE" : undefined;
}

/** Makes the way to sign in of the variables that are set. */
function authOf({ found, problems }: Settings): VaultAuth | undefined {
  const given = SIGN_INS.filter((name) => found.has(name));
  if (given.length > 1) problems.set(SIGN_INS[0], `${given.join(" and ")} are both set; one is needed`);
  const text = (name: string): string | undefined => found.get(name)?.text;
  const secret = (name: string): Secret | undefined => found.get(name)?.secret ?? text(name);
  const token = secret("VAULT_TOKEN");
  if (token !== undefined) return { method: "token", token };
  const mount = text("VAULT_AUTH_MOUNT");
  const roleId = text("VAULT_ROLE_ID");
  if (roleId !== undefined) return { method: "approle", roleId, secretId: secret("VAULT_SECRET_ID"), mount };
  const role = text("VAULT_KUBERNETES_ROLE");
  if (role !== undefined) return { method: "kubernetes", role, jwt: secret("VAULT_KUBERNETES_JWT"), mount };
  return undefined;
}

function tlsOf(settings: Settings): TlsOptions | undefined {
  const pem = (name: string): string | undefined => {
    const file = settings.found.get(name)?.text;
    return file === undefined ? undefined : readNamedFile(name, name, file, settings);
  };
  const tls = {
    ca: pem("VAULT_CACERT"),
    cert: pem("VAULT_CLIENT_CERT"),
    key: pem("VAULT_CLIENT_KEY"),
    servername: settings.found.get("VAULT_TLS_SERVER_NAME")?.text,
  };
  return Object.values(tls).some((value) => value !== undefined) ? tls : undefined;
}
