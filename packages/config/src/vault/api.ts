import {
  asNothing,
  type ClientOptions,
  HttpClient,
  jsonBody,
  type Path,
  path,
  type Reader,
  segments,
} from "@platformq/resilience";
import { z } from "zod";
import { rules } from "./errors.js";
import type { VaultOptions } from "./options.js";
import { readJson } from "./read-json.js";
import type { SecretData } from "./secret-cache.js";

/** A token as Vault gave it, or knows it. */
export interface Grant {
  readonly token: string;
  readonly renewable: boolean;
  /** How long it lives from now, in milliseconds; `Infinity` for one that does not expire. */
  readonly durationMs: number;
}

const DEFAULT_RATE = 20;

const Auth = z.object({
  auth: z.object({ client_token: z.string(), lease_duration: z.number(), renewable: z.boolean() }),
});
const OwnToken = z.object({ data: z.object({ ttl: z.number(), renewable: z.boolean().default(false) }) });
/** The texts of a secret. White space around it is cut: a file put there whole ends in a line break. */
const Fields = z.record(z.string(), z.unknown()).transform((fields) => {
  const texts: Record<string, string> = {};
  for (const [key, value] of Object.entries(fields)) {
    const text = typeof value === "string" ? value.trim() : "";
    if (text !== "") texts[key] = text;
  }
  return texts;
});
const SecretV1 = z.object({ data: Fields }).transform(({ data }) => data);
const SecretV2 = z.object({ data: z.object({ data: Fields }) }).transform(({ data }) => data.data);

/** The few endpoints that are needed, one method each. @see https://developer.hashicorp.com/vault/api-docs */
export class VaultApi {
  readonly http: HttpClient;

  constructor({ namespace, headers, ...clientOptions }: ClientOptions & Pick<VaultOptions, "namespace">) {
    this.http = new HttpClient({
      rules,
      options: {
        ...clientOptions,
        headers: {
          ...headers,
          // Proves to an Agent in between that no browser was tricked into the request.
          "x-vault-request": "true",
          ...(namespace && { "x-vault-namespace": namespace }),
        },
      },
      defaultRate: DEFAULT_RATE,
      account: namespace ?? "",
    });
  }

  /** @see https://developer.hashicorp.com/vault/api-docs/auth/approle#login-with-approle */
  async appRoleLogin(mount: string, roleId: string, secretId: string | undefined): Promise<Grant> {
    return this.#login(mount, { role_id: roleId, secret_id: secretId }, secretId);
  }

  /** @see https://developer.hashicorp.com/vault/api-docs/auth/kubernetes#login */
  async kubernetesLogin(mount: string, role: string, jwt: string): Promise<Grant> {
    return this.#login(mount, { role, jwt }, jwt);
  }

  /** @see https://developer.hashicorp.com/vault/api-docs/auth/token#lookup-a-token-self */
  async lookupSelf(token: string): Promise<Grant> {
    const { data } = await this.#get(path`v1/auth/token/lookup-self`, token, OwnToken);
    return { token, renewable: data.renewable, durationMs: durationOf(data.ttl) };
  }

  /** @see https://developer.hashicorp.com/vault/api-docs/auth/token#renew-a-token-self */
  async renewSelf(token: string): Promise<Grant> {
    return grantOf(await this.#post(path`v1/auth/token/renew-self`, token, readJson(Auth)));
  }

  /** @see https://developer.hashicorp.com/vault/api-docs/auth/token#revoke-a-token-self */
  async revokeSelf(token: string): Promise<void> {
    return this.#post(path`v1/auth/token/revoke-self`, token, asNothing);
  }

  /** @see https://developer.hashicorp.com/vault/api-docs/secret/kv */
  async readSecret(version: 1 | 2, mount: string, secret: string, token: string): Promise<SecretData> {
    const at = segments(mount);
    const below = segments(secret);
    return version === 1
      ? this.#get(path`v1/${at}/${below}`, token, SecretV1)
      : this.#get(path`v1/${at}/data/${below}`, token, SecretV2);
  }

  async #login(mount: string, body: object, secret: string | undefined): Promise<Grant> {
    return grantOf(
      await this.http.request(
        {
          method: "POST",
          path: path`v1/auth/${segments(mount)}/login`,
          body: jsonBody(body),
          secrets: secret === undefined ? [] : [secret],
          redirect: "manual",
        },
        readJson(Auth),
      ),
    );
  }

  async #get<T>(at: Path, token: string, schema: z.ZodType<T>): Promise<T> {
    const headers = { "x-vault-token": token };
    return this.http.request({ method: "GET", path: at, headers, redirect: "manual" }, readJson(schema));
  }

  /** What a token does with itself: done twice it changes nothing more. */
  async #post<T>(at: Path, token: string, reader: Reader<T>): Promise<T> {
    const headers = { "x-vault-token": token };
    const body = jsonBody({});
    return this.http.request(
      { method: "POST", path: at, headers, body, idempotent: true, redirect: "manual" },
      reader,
    );
  }
}

function grantOf({ auth }: z.infer<typeof Auth>): Grant {
  return {
    token: auth.client_token,
    renewable: auth.renewable,
    durationMs: durationOf(auth.lease_duration),
  };
}

/** Vault says 0 for what does not expire. */
function durationOf(seconds: number): number {
  return seconds === 0 ? Number.POSITIVE_INFINITY : seconds * 1000;
}
