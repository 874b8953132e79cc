import { basicCredential, bearerCredential, type CloseOptions, HttpClient } from "@platformq/resilience";
import { AppPasswordExchange } from "./auth/app-password-exchange.js";
import { CookieSession } from "./auth/session.js";
import { DavTransport } from "./dav/dav-transport.js";
import { OcsTransport } from "./ocs/ocs-transport.js";
import { checkRequired, type NextcloudOptions } from "./options.js";
import { DEFAULT_RATE, rules } from "./service-rules.js";
import type { UploadContext } from "./uploads/upload.js";
import { UploadLimitsCache } from "./uploads/upload-limits.js";

/** One connection's worth of Nextcloud: OCS and WebDAV over the same pipeline and credential. */
export class NextcloudTransport {
  readonly http: HttpClient;
  readonly session: CookieSession;
  readonly ocs: OcsTransport;
  readonly dav: DavTransport;
  readonly uploads: UploadContext;
  readonly #login: HttpClient | undefined;
  readonly #exchange: AppPasswordExchange | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: NextcloudOptions) {
    checkRequired(options);
    const { username = "", password = "", token, exchange = false, ...clientOptions } = options;
    const shared = { rules, options: clientOptions, defaultRate: DEFAULT_RATE };
    const account = token === undefined ? username : "(token)";
    let credential = token === undefined ? basicCredential(username, password) : bearerCredential(token);
    if (exchange) {
      this.#login = new HttpClient({ ...shared, account, credential });
      this.#exchange = new AppPasswordExchange(username, credential, new OcsTransport(this.#login));
      credential = this.#exchange;
    }
    this.session = new CookieSession(credential);
    this.http = new HttpClient({ ...shared, account, credential: this.session, session: this.session });
    this.ocs = new OcsTransport(this.http);
    this.dav = new DavTransport(this.http, this.ocs);
    this.uploads = { dav: this.dav, limits: new UploadLimitsCache(this.ocs), clock: this.http.clock };
  }

  /** Refuses new calls, waits for those under way, and then gives back what was exchanged. */
  async close(options?: CloseOptions): Promise<void> {
    this.#closing ??= this.#close(options);
    return this.#closing;
  }

  async #close(options: CloseOptions | undefined): Promise<void> {
    await this.http.close(options);
    try {
      await this.#exchange?.revoke();
    } finally {
      await this.#login?.close(options);
    }
  }
}
