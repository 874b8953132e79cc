import {
  basicCredential,
  type ErrorAnswer,
  HttpClient,
  header,
  type ServiceRules,
  type VendorError,
} from "@platformq/resilience";
import { davError, davException } from "./dav/dav-error.js";
import { DavTransport } from "./dav/dav-transport.js";
import { isOcs, ocsError } from "./ocs/envelope.js";
import { OcsTransport } from "./ocs/ocs-transport.js";
import { checkRequired, type NextcloudOptions } from "./options.js";

const DEFAULT_RATE = 10;

function isMaintenance(answer: ErrorAnswer): boolean {
  // WebDAV does not send the header.
  return (
    header(answer, "x-nextcloud-maintenance-mode") !== undefined ||
    davException(answer)?.name === "ServerMaintenanceMode"
  );
}

function readError(answer: ErrorAnswer): VendorError | undefined {
  return isOcs(answer.json) ? ocsError(answer.json.ocs.meta, answer) : davError(answer);
}

const rules: ServiceRules = {
  name: "nextcloud",
  readError,
  exceptions: [
    // OCS tells of a missing parameter by a 500: the server is well, and asking again does not help.
    { status: 500, when: ({ json }) => isOcs(json), means: "answered" },
    // Somebody else is writing; nothing was done.
    { status: 423, means: "refused" },
    { status: 503, when: isMaintenance, means: "maintenance" },
    // WebDAV's words for a disabled account and for an unknown public share: no outage, and no use in retrying.
    { status: 503, when: (answer) => davException(answer)?.isFinal === true, means: "answered" },
  ],
};

/** One connection's worth of Nextcloud: OCS and WebDAV over the same pipeline and credential. */
export class NextcloudTransport {
  readonly http: HttpClient;
  readonly ocs: OcsTransport;
  readonly dav: DavTransport;

  constructor(options: NextcloudOptions) {
    checkRequired(options);
    const { username, password, ...clientOptions } = options;
    this.http = new HttpClient({
      rules,
      options: clientOptions,
      defaultRate: DEFAULT_RATE,
      account: username,
      credential: basicCredential(username, password),
    });
    this.ocs = new OcsTransport(this.http);
    this.dav = new DavTransport(this.http, this.ocs);
  }

  close(): Promise<void> {
    return this.http.close();
  }
}
