import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ConfigurationError, type TlsOptions } from "@platformq/resilience";
import type { ZulipOptions } from "../options.js";
import { readZuliprc } from "./zuliprc.js";

/** Where settings come from that the options do not have. */
export interface ZuliprcSources {
  /** @default `ZULIP_CONFIG`, and else `~/.zuliprc` if there is one */
  file?: string | undefined;
  /** @default process.env */
  env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** A setting's names in the environment and in the file. */
const NAMES = {
  site: ["ZULIP_SITE", "site"],
  email: ["ZULIP_EMAIL", "email"],
  key: ["ZULIP_API_KEY", "key"],
  ca: ["ZULIP_CERT_BUNDLE", "cert_bundle"],
  cert: ["ZULIP_CERT", "client_cert"],
  certKey: ["ZULIP_CERT_KEY", "client_cert_key"],
  insecure: ["ZULIP_ALLOW_INSECURE", "insecure"],
} as const;

/**
 * Completes options from the environment, and what that leaves open from a `zuliprc` file: options win over the
 * environment, and that over the file.
 *
 * @throws ConfigurationError for a file that cannot be read, and for `insecure`: certificates are always checked
 * @see https://zulip.com/api/configuring-python-bindings
 */
export function zulipOptionsOf(
  options: Partial<ZulipOptions>,
  { file, env = process.env }: ZuliprcSources,
): ZulipOptions {
  const named = file ?? filled(env.ZULIP_CONFIG);
  const values = readZuliprc(named ?? join(homedir(), ".zuliprc"), named === undefined);
  const setting = (name: keyof typeof NAMES): string | undefined => {
    const [variable, key] = NAMES[name];
    return filled(env[variable]) ?? filled(values[key]);
  };
  refuseInsecure(setting("insecure"));
  const site = setting("site");
  const tls = tlsOf(setting("ca"), setting("cert"), setting("certKey"));
  return {
    ...(tls && !options.pool && { tls }),
    ...options,
    baseUrl: options.baseUrl ?? (site === undefined ? "" : siteUrl(site)),
    email: options.email ?? setting("email") ?? "",
    apiKey: options.apiKey ?? setting("key") ?? "",
  };
}

/** The organisation's address in the forms a file may give it: without a scheme, with slashes, with the path of the API. */
export function siteUrl(site: string): string {
  const isLocal = /^(localhost|127\.0\.0\.1|\[::1\])([:/]|$)/.test(site);
  const url = /^https?:\/\//i.test(site) ? site : `${isLocal ? "http" : "https"}://${site}`;
  return url.replace(/\/+$/, "").replace(/\/api(\/v1)?$/, "");
}

function tlsOf(
  ca: string | undefined,
  cert: string | undefined,
  key: string | undefined,
): TlsOptions | undefined {
  if (ca === undefined && cert === undefined) return undefined;
  if (cert !== undefined && key === undefined) {
    throw new ConfigurationError("client_cert needs client_cert_key", { service: "zulip" });
  }
  const read = (file: string): Buffer => {
    try {
      return readFileSync(file);
    } catch (cause) {
      throw new ConfigurationError(`The file ${file} cannot be read`, { service: "zulip", cause });
    }
  };
  return { ca: ca && read(ca), cert: cert && read(cert), key: key && read(key) };
}

function refuseInsecure(value: string | undefined): void {
  if (value === undefined || /^(false|0)$/i.test(value)) return;
  const text = "insecure is not supported; name the server's authority with cert_bundle instead";
  throw new ConfigurationError(text, { service: "zulip" });
}

/** An empty value is one that somebody forgot to fill in. */
function filled(value: string | undefined): string | undefined {
  return value?.trim() || undefined;
}
