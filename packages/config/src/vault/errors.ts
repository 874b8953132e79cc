import {
  type ErrorAnswer,
  ForbiddenError,
  NotFoundError,
  PlatformError,
  ServerError,
  type ServiceRules,
  serviceBrand,
  UnauthorizedError,
  type VendorError,
} from "@platformq/resilience";
import { z } from "zod";

/** Recognises every error of a call to Vault. */
export const VaultError = serviceBrand("vault");

/** A secret is there, but not the key that was asked for. */
export class MissingKeyError extends PlatformError {
  static override readonly kind: string = "MissingKeyError";

  constructor(
    /** The secret's path with its mount, such as `secret/platformq/zulip`. */
    readonly path: string,
    readonly key: string,
  ) {
    super(`The secret ${path} in Vault has no text under the key ${key}`, "KEY_MISSING", {
      service: "vault",
    });
  }
}

const Envelope = z.object({
  errors: z.array(z.string()).default([]),
  warnings: z.array(z.string()).nullish(),
  data: z.object({ metadata: z.object({ deletion_time: z.string() }) }).nullish(),
});
type Envelope = z.infer<typeof Envelope>;

const isSealed = ({ status, text }: ErrorAnswer): boolean => status === 503 && /sealed/i.test(text);
const isLeaderless = ({ status, text }: ErrorAnswer): boolean =>
  (status === 500 || status === 503) && /node (is )?not active/.test(text);
const isBehind = ({ status, text }: ErrorAnswer): boolean =>
  status === 412 && /required index state not present/.test(text);
/** Login, and what a token asks about itself. */
const isSignIn = ({ operation }: ErrorAnswer): boolean => /^\w+ v1\/auth\//.test(operation);
/** With 404 and the like nobody has looked at the login. */
const LOGIN_REFUSALS: readonly number[] = [400, 401, 403];

/**
 * What Vault's errors mean. It has no error codes; its few texts are not translated.
 *
 * @see https://developer.hashicorp.com/vault/api-docs#http-status-codes
 */
export const rules: ServiceRules = {
  name: "vault",
  exceptions: [
    // Somebody has to unseal it: asking again does not help, and the server lives.
    { status: 503, when: isSealed, means: "answered" },
    // A new leader is being elected; the request was turned away.
    { status: 500, when: isLeaderless, means: "refused" },
    { status: 503, when: isLeaderless, means: "refused" },
    // A performance standby has not heard yet of a token that is milliseconds old.
    { status: 412, when: isBehind, means: "refused" },
  ],
  readError(answer) {
    const envelope = Envelope.safeParse(answer.json);
    return envelope.success ? vendorError(answer, envelope.data) : undefined;
  },
};

function vendorError(answer: ErrorAnswer, { errors, warnings, data }: Envelope): VendorError {
  const said = [...errors, ...(warnings ?? [])].map((text) => text.replace(/\s+/g, " ").trim()).join("; ");
  if (isSealed(answer)) return { type: [ServerError, "SEALED"], message: `${said}: unseal it first` };
  if (isLeaderless(answer) || isBehind(answer)) return { type: [ServerError, "STANDBY"], message: said };
  if (answer.operation.endsWith("/login") && LOGIN_REFUSALS.includes(answer.status)) {
    return { type: [UnauthorizedError, "LOGIN_REFUSED"], message: said };
  }
  if (isSignIn(answer) && answer.status === 404) {
    const hint = "are address, namespace and auth mount right?";
    return { type: [NotFoundError, "AUTH_MISSING"], message: said ? `${said}; ${hint}` : hint };
  }
  if (answer.status === 403) return { type: [ForbiddenError, "DENIED"], message: said };
  if (answer.status === 404) {
    const deleted = data?.metadata.deletion_time ? "its latest version was deleted" : "";
    const missing = "nothing is stored there; are mount, prefix and KV version right?";
    return { type: [NotFoundError, "PATH_MISSING"], message: deleted || said || missing };
  }
  return { message: said };
}
