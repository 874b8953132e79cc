import type { Credential, Session } from "@platformq/resilience";

/** As the server makes them: 72 characters for programs, five groups of five for people to type. */
const APP_PASSWORD = /^Basic .*:(?:[A-Za-z0-9]{72}|[A-Za-z0-9]{5}(?:-[A-Za-z0-9]{5}){4})$/s;

/**
 * Signs in with a credential and keeps the session the server opens for it, in which a request costs half as much.
 *
 * Only app passwords have one. For the account's own password the server makes a new entry in the list of devices with
 * each session, which takes it seconds, and asks for the password anew after half an hour; a session opened by a token
 * is refused by WebDAV.
 *
 * @see https://docs.nextcloud.com/server/latest/user_manual/en/session_management.html
 */
export class CookieSession implements Credential, Session {
  readonly #cookies = new Map<string, string>();
  #authorization: string | undefined;
  #isKept = false;
  #header: string | undefined;

  constructor(private readonly credential: Credential) {}

  authorization(): string | Promise<string> {
    const value = this.credential.authorization();
    return typeof value === "string" ? this.#use(value) : value.then((text) => this.#use(text));
  }

  async refresh(rejected: string): Promise<boolean> {
    return (await this.credential.refresh?.(rejected)) ?? false;
  }

  cookie(): string | undefined {
    return this.#header;
  }

  /** Takes the cookies of each answer: with an old set the server would open a session for every request. */
  answered(status: number, setCookies: readonly string[]): void {
    if (status === 401) return this.forget();
    if (!this.#isKept || setCookies.length === 0) return;
    for (const line of setCookies) this.#set(line);
    this.#header = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ") || undefined;
  }

  /** Ends the session: the next request signs in anew. */
  forget(): void {
    this.#cookies.clear();
    this.#header = undefined;
  }

  /** Another credential must not go on in the session of the one before. */
  #use(authorization: string): string {
    if (authorization !== this.#authorization) {
      this.forget();
      this.#authorization = authorization;
      this.#isKept = APP_PASSWORD.test(decoded(authorization));
    }
    return authorization;
  }

  #set(line: string): void {
    const [pair = "", ...attributes] = line.split(";");
    const equals = pair.indexOf("=");
    if (equals < 1) return;
    const name = pair.slice(0, equals).trim();
    if (attributes.some(isOver)) this.#cookies.delete(name);
    else this.#cookies.set(name, pair.slice(equals + 1).trim());
  }
}

/** Whether an attribute takes its cookie back. */
function isOver(attribute: string): boolean {
  return /^\s*max-age\s*=\s*(?:0|-\d+)\s*$/i.test(attribute);
}

function decoded(authorization: string): string {
  return authorization.replace(/^Basic (.*)$/, (_, pair: string) => {
    return `Basic ${Buffer.from(pair, "base64").toString("utf8")}`;
  });
}
