import {
  asJson,
  type ClientOptions,
  DeadlineExceededError,
  formBody,
  HttpClient,
  NotFoundError,
  openObject,
  path,
  pause,
  type RequestOptions,
} from "@platformq/resilience";
import { z } from "zod";
import { DEFAULT_RATE, rules } from "../service-rules.js";

const Flow = openObject({ poll: openObject({ token: z.string() }), login: z.string() });
const Credentials = openObject({ server: z.string(), loginName: z.string(), appPassword: z.string() });

/** What a login comes to; hand `loginName` and `appPassword` to a client as its user name and password. */
export type LoginCredentials = z.output<typeof Credentials>;

/** How often to ask whether the user has signed in. */
const POLL_MS = 2_000;

/**
 * A login that a user does in the browser, and the app password that comes of it.
 *
 * @example
 * await using login = await LoginFlow.start({ baseUrl, userAgent: "My App" });
 * open(login.url);
 * const { loginName, appPassword } = await login.wait({ deadlineMs: 600_000 });
 *
 * @see https://docs.nextcloud.com/server/latest/developer_manual/client_apis/LoginFlow/index.html
 */
export class LoginFlow implements AsyncDisposable {
  private constructor(
    private readonly http: HttpClient,
    private readonly token: string,
    /** Where the user signs in. */
    readonly url: string,
  ) {}

  /** Starts a login. @param options.userAgent What the app password will be called in the user's list. */
  static async start(options: ClientOptions, request?: RequestOptions): Promise<LoginFlow> {
    const http = new HttpClient({ rules, options, defaultRate: DEFAULT_RATE, account: "login flow" });
    const at = { method: "POST", path: path`index.php/login/v2` };
    const { poll, login } = await http.request(at, asJson(Flow), request);
    return new LoginFlow(http, poll.token, login);
  }

  /**
   * Asks once whether the user has signed in; `undefined` when not yet.
   *
   * The server gives the app password once. An answer that gets lost is lost for good: start again.
   */
  async poll(options?: RequestOptions): Promise<LoginCredentials | undefined> {
    const request = {
      method: "POST",
      path: path`index.php/login/v2/poll`,
      body: formBody([["token", this.token]]),
      secrets: [this.token],
    };
    try {
      return await this.http.request(request, asJson(Credentials), { ...options, idempotent: false });
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  /** Waits until the user has signed in. @throws AbortError; DeadlineExceededError after `deadlineMs`, by default 20 minutes. */
  async wait(options: RequestOptions = {}): Promise<LoginCredentials> {
    const { clock } = this.http;
    const { deadlineMs = 20 * 60_000, signal } = options;
    const started = clock.now();
    for (;;) {
      const found = await this.poll({ ...options, deadlineMs: undefined });
      if (found !== undefined) return found;
      if (deadlineMs !== false && clock.now() - started + POLL_MS > deadlineMs) {
        throw new DeadlineExceededError("Nobody has signed in", { service: "nextcloud" });
      }
      await pause(clock, POLL_MS, signal);
    }
  }

  /** Closes the connection; the login can still be waited for with another. */
  async close(): Promise<void> {
    return this.http.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
