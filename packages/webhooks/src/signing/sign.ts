import { createHash, createHmac, randomBytes } from "node:crypto";

/** A request as a platform sends it: `fetch(url, { method: "POST", ...signed })`. */
export interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes, because `fetch` would declare a type of its own for a text. */
  readonly body: Buffer<ArrayBuffer>;
}

/** A payload: an object, or a body that is to be sent byte for byte. */
type Payload = object | string;

const bytesOf = (payload: Payload): Buffer<ArrayBuffer> =>
  Buffer.from(typeof payload === "string" ? payload : JSON.stringify(payload));

/** Makes a request of OpenProject, for tests. */
export function signOpenProject(payload: Payload, secret: string): SignedRequest {
  const body = bytesOf(payload);
  const signature = createHmac("sha1", secret).update(body).digest("hex");
  return { headers: { "content-type": "application/json", "x-op-signature": `sha1=${signature}` }, body };
}

/** Makes a request of a Zulip bot, for tests: the token goes into the body. */
export function signZulip(payload: object, token: string): SignedRequest {
  return { headers: { "content-type": "application/json" }, body: bytesOf({ ...payload, token }) };
}

/** By which of Nextcloud's ways a request is signed. */
export interface SignNextcloud {
  readonly secret: string;
  /** @default "listeners" */
  readonly as?: "listeners" | "flow" | "talk" | undefined;
  /** The header, where it is another one than the receiver's default. */
  readonly header?: string | undefined;
  /** Of a Flow. @default "hmac-sha256" */
  readonly digest?: "hmac-sha256" | "sha256-suffix" | undefined;
  /** Talk's random value. @default a new one */
  readonly random?: string | undefined;
}

/** Makes a request of a Nextcloud, for tests. webhook_listeners declares no content type. */
export function signNextcloud(payload: Payload, options: SignNextcloud): SignedRequest {
  const body = bytesOf(payload);
  const { secret, header } = options;
  if (options.as === "talk") {
    const random = options.random ?? randomBytes(32).toString("hex");
    return {
      headers: {
        "content-type": "application/json",
        "x-nextcloud-talk-random": random,
        "x-nextcloud-talk-signature": createHmac("sha256", secret).update(random).update(body).digest("hex"),
      },
      body,
    };
  }
  if (options.as === "flow") {
    const digest =
      options.digest === "sha256-suffix"
        ? createHash("sha256").update(body).update(secret)
        : createHmac("sha256", secret).update(body);
    return {
      headers: {
        "content-type": "application/json",
        [header ?? "x-nextcloud-webhooks"]: digest.digest("hex"),
      },
      body,
    };
  }
  return {
    headers: header === undefined ? { authorization: `Bearer ${secret}` } : { [header]: secret },
    body,
  };
}
