import { type Clock, systemClock } from "./clock.js";
import { Faults } from "./faults.js";
import { type Incoming, readIncoming } from "./incoming.js";
import { proxyPage } from "./replies.js";
import { logRequest, type RecordedRequest, recordOf } from "./request-log.js";

export type ServiceName = "nextcloud" | "zulip" | "openproject";

export interface FakeOptions {
  /** Where the fake is reached; a path in it is the folder the service is installed in. */
  baseUrl?: string;
  /** Default: the system's clock. */
  clock?: Clock;
}

/** How many of the newest requests a fake remembers. */
const REMEMBERED_REQUESTS = 10_000;

/** One fake server: a function from request to response over its state. */
export abstract class Fake {
  abstract readonly service: ServiceName;
  /** Where the fake is reached, without a slash at the end. */
  baseUrl: string;
  readonly clock: Clock;
  readonly faults: Faults;
  /** The requests received, oldest first; the newest 10,000 are kept. */
  readonly requests: RecordedRequest[] = [];

  constructor(defaultBaseUrl: string, options: FakeOptions) {
    this.baseUrl = (options.baseUrl ?? defaultBaseUrl).replace(/\/+$/, "");
    this.clock = options.clock ?? systemClock;
    this.faults = new Faults(this.clock, {
      failure: (status, incoming, retryAfter) => this.failure(status, incoming, retryAfter),
      rateLimited: (incoming, waitMs) => this.rateLimited(incoming, waitMs),
    });
  }

  /** The folder the service is installed in: empty, or a path that starts with a slash. */
  get prefix(): string {
    return new URL(this.baseUrl).pathname.replace(/\/$/, "");
  }

  /** Answer a request as the real server does. A response of type "error" stands for a reset connection. */
  async handle(request: Request): Promise<Response> {
    const incoming = await readIncoming(request, this.prefix);
    if (incoming === undefined) return proxyPage(404);
    if (!isWellEncoded(incoming.path)) return proxyPage(400);
    const record = await recordOf(incoming);
    if (this.requests.push(record) > REMEMBERED_REQUESTS) this.requests.shift();
    const response = await this.faults.apply(incoming, () => this.answer(incoming));
    record.status = response.status;
    logRequest(this.service, record);
    return response;
  }

  protected abstract answer(incoming: Incoming): Promise<Response>;

  /** An error of this status as the service, or the web server in front of it, answers it. */
  protected abstract failure(
    status: number,
    incoming: Incoming,
    retryAfter: number | string | undefined,
  ): Response;

  /** The answer to a request that is one too many. */
  protected abstract rateLimited(incoming: Incoming, waitMs: number): Response;
}

/** What has a percent sign without two digits behind it is refused by the web servers in front of all three. */
function isWellEncoded(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
