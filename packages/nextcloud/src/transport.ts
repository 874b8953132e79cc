import { basicCredential, bearerCredential, type Credential, HttpClient } from "@platformq/resilience";
import { AppPasswordExchange } from "./auth/app-password-exchange.js";
import { DavTransport } from "./dav/dav-transport.js";
import { OcsTransport } from "./ocs/ocs-transport.js";
import { checkRequired, type NextcloudOptions } from "./options.js";
import { DEFAULT_RATE, rules } from "./service-rules.js";
import type { UploadContext } from "./uploads/upload.js";
import { UploadLimitsCache } from "./uploads/upload-limits.js";

/** One connection's worth of Nextcloud: OCS and WebDAV over the same pipeline and credential. */
export class NextcloudTransport {
  readonly http: HttpClient;
  readonly ocs: OcsTransport;
  readonly dav: DavTransport;
  readonly uploads: UploadContext;
  readonly #login: HttpClient | undefined;
  readonly #exchange: AppPasswordExchange | undefined;

  constructor(options: NextcloudOptions) {
    checkRequired(options);
    const { username = "", password = "", token, exchange = false, ...clientOptions } = options;
    const connect = (account: string, credential: Credential): HttpClient =>
      new HttpClient({ rules, options: clientOptions, defaultRate: DEFAULT_RATE, account, credential });
    if (token !== undefined) {
      this.http = connect("(token)", bearerCredential(token));
    } else if (exchange) {
      this.#login = connect(username, basicCredential(username, password));
      this.#exchange = new AppPasswordExchange(username, password, new OcsTransport(this.#login));
      this.http = connect(username, this.#exchange);
    } else {
      this.http = connect(username, basicCredential(username, password));
    }
    this.ocs = new OcsTransport(this.http);
    this.dav = new DavTransport(this.http, this.ocs, { buffersBodies: options.fetch !== undefined });
    this.uploads = { dav: this.dav, limits: new UploadLimitsCache(this.ocs), clock: this.http.clock };
  }

  /** Refuses new calls, waits for those under way, and then gives back what was exchanged. */
  async close(): Promise<void> {
    await this.http.close();
    await this.#exchange?.revoke();
    await this.#login?.close();
  }
}
