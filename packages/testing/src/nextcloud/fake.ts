import { Fake, type FakeOptions } from "../fake.js";
import type { Incoming } from "../incoming.js";
import { proxyPage, reply } from "../replies.js";
import { DavApi } from "./dav/api.js";
import { davFailure } from "./dav/errors.js";
import { addAbsenceEndpoints } from "./ocs/absences.js";
import { addActivityEndpoints } from "./ocs/activity.js";
import { OcsApi, rateLimitPage } from "./ocs/api.js";
import { addAppPasswordEndpoints } from "./ocs/app-passwords.js";
import { addAppEndpoints } from "./ocs/apps.js";
import { addCapabilitiesEndpoint, statusData } from "./ocs/capabilities.js";
import { addDashboardEndpoints } from "./ocs/dashboard.js";
import { addDirectEditingEndpoints } from "./ocs/direct-editing.js";
import { formatOf, OcsError, ocsFailure } from "./ocs/envelope.js";
import { addFileExtraEndpoints } from "./ocs/file-extras.js";
import { addGroupEndpoints } from "./ocs/groups.js";
import { addNavigationEndpoints } from "./ocs/navigation.js";
import { addNotificationEndpoints } from "./ocs/notifications.js";
import { addOwnershipTransferEndpoints } from "./ocs/ownership-transfers.js";
import { addPasswordPolicyEndpoints } from "./ocs/password-policy.js";
import { addProfileEndpoints } from "./ocs/profiles.js";
import { addRecommendationEndpoints } from "./ocs/recommendations.js";
import { addReferenceEndpoints } from "./ocs/references.js";
import { addSearchEndpoints } from "./ocs/search.js";
import { addServerInfoEndpoint } from "./ocs/server-info.js";
import { addShareExtraEndpoints } from "./ocs/share-extras.js";
import { addShareeEndpoints } from "./ocs/sharees.js";
import { addShareEndpoints } from "./ocs/shares.js";
import { addTaskEndpoints } from "./ocs/task-processing.js";
import { addTemplateEndpoints } from "./ocs/templates.js";
import { addTranslationEndpoints } from "./ocs/translations.js";
import { addTwoFactorEndpoints } from "./ocs/two-factor.js";
import { addUserEditEndpoints } from "./ocs/user-edit.js";
import { addUserStatusEndpoints } from "./ocs/user-status.js";
import { addUserEndpoints } from "./ocs/users.js";
import { addWeatherEndpoints } from "./ocs/weather-status.js";
import { addWebhookEndpoints } from "./ocs/webhooks.js";
import { NextcloudState, type NextcloudUser, nextcloudPassword, seedNextcloud } from "./state.js";
import { WebApi } from "./web/api.js";

export interface NextcloudFakeOptions extends FakeOptions {
  /** Users to add to the seeded ones. */
  users?: readonly (Pick<NextcloudUser, "id" | "password"> & Partial<NextcloudUser>)[];
  /** Enforce the server's own limit of 20 new shares in 10 minutes per user. Default true. */
  shareLimit?: boolean;
}

/**
 * A Nextcloud 32: OCS (users, groups, shares, notifications, webhooks and so on), WebDAV (files, uploads, trash, versions,
 * tags, comments, search), public links and the login flow.
 *
 * @see https://docs.nextcloud.com/server/latest/developer_manual/client_apis/
 */
export class NextcloudFake extends Fake {
  readonly service = "nextcloud";
  readonly state: NextcloudState;
  /** The administrator's login name and password. */
  readonly username = "admin";
  readonly password = nextcloudPassword("admin");
  readonly #ocs: OcsApi;
  readonly #dav: DavApi;
  readonly #web: WebApi;

  constructor(options: NextcloudFakeOptions = {}) {
    super("http://nextcloud.test", options);
    this.state = new NextcloudState(this.clock);
    seedNextcloud(this.state);
    for (const user of options.users ?? []) this.state.addUser(user);
    const baseUrl = () => this.baseUrl;
    this.#ocs = new OcsApi(this.state, this.clock);
    this.#dav = new DavApi(this.state, this.clock);
    this.#web = new WebApi(this.state, this.clock, baseUrl);
    addCapabilitiesEndpoint(this.#ocs, baseUrl);
    addUserEndpoints(this.#ocs, this.state);
    addGroupEndpoints(this.#ocs, this.state);
    const site = { clock: this.clock, baseUrl };
    addUserEditEndpoints(this.#ocs, this.state);
    addUserStatusEndpoints(this.#ocs, this.clock);
    addNotificationEndpoints(this.#ocs, this.state, this.clock);
    addWebhookEndpoints(this.#ocs, this.state);
    addAppEndpoints(this.#ocs, this.state);
    addAppPasswordEndpoints(this.#ocs, this.state, this.clock);
    addAbsenceEndpoints(this.#ocs, this.state, this.clock);
    addFileExtraEndpoints(this.#ocs, this.state, site);
    addSearchEndpoints(this.#ocs, this.state, baseUrl);
    addServerInfoEndpoint(this.#ocs, this.state);
    addActivityEndpoints(this.#ocs, this.state, site);
    addShareeEndpoints(this.#ocs, this.state);
    addShareExtraEndpoints(this.#ocs, this.state, baseUrl);
    addDashboardEndpoints(this.#ocs);
    addDirectEditingEndpoints(this.#ocs, this.state, baseUrl);
    addNavigationEndpoints(this.#ocs, baseUrl);
    addOwnershipTransferEndpoints(this.#ocs, this.state);
    addPasswordPolicyEndpoints(this.#ocs);
    addProfileEndpoints(this.#ocs, this.state, baseUrl);
    addRecommendationEndpoints(this.#ocs, this.state);
    addReferenceEndpoints(this.#ocs);
    addTaskEndpoints(this.#ocs, this.state, this.clock);
    addTemplateEndpoints(this.#ocs, this.state);
    addTranslationEndpoints(this.#ocs);
    addTwoFactorEndpoints(this.#ocs, this.state);
    addWeatherEndpoints(this.#ocs, this.clock);
    addShareEndpoints(this.#ocs, this.state, {
      clock: this.clock,
      baseUrl,
      isLimited: options.shareLimit ?? true,
    });
  }

  protected override async answer(incoming: Incoming): Promise<Response> {
    return this.state.sessions.addCookies(incoming, this.#answer(incoming));
  }

  #answer(incoming: Incoming): Response {
    const place = placeOf(incoming.path);
    if (place.api === "ocs") return this.#ocs.answer(incoming, place.version, place.path);
    if (place.api === "dav") return this.#dav.answer(incoming, place.path, this.prefix);
    if (place.api === "public") return this.#dav.answerPublic(incoming, place.path, this.prefix);
    if (incoming.path === "/status.php") {
      return reply(200, "application/json", JSON.stringify(statusData(this.state.maintenance)));
    }
    return this.#web.answer(incoming) ?? reply(404, "text/html; charset=UTF-8", NOT_FOUND_PAGE);
  }

  protected override failure(status: number, incoming: Incoming): Response {
    const place = placeOf(incoming.path);
    if (place.api === "dav") return davFailure(status)?.toResponse() ?? proxyPage(status);
    if (status === 429) return rateLimitPage();
    if (place.api === "ocs" && status !== 502 && status !== 504) {
      const error = new OcsError(OCS_CODES[status] ?? status, MESSAGES[status] ?? "");
      return ocsFailure(error, formatOf(incoming, place.version));
    }
    return proxyPage(status);
  }

  protected override rateLimited(incoming: Incoming): Response {
    return this.failure(429, incoming);
  }
}

const OCS_CODES: Record<number, number> = { 401: 997, 500: 996 };

const MESSAGES: Record<number, string> = {
  401: "Current user is not logged in",
  500: "Internal Server Error\n",
  503: "Service unavailable",
};

const NOT_FOUND_PAGE =
  "<!DOCTYPE html>\n<html><head><title>Nextcloud</title></head><body>Page not found</body></html>\n";

type Place =
  | { readonly api: "ocs"; readonly version: 1 | 2; readonly path: string }
  | { readonly api: "dav" | "public"; readonly path: string }
  | { readonly api: "web" };

function placeOf(path: string): Place {
  const [, version, ocsPath] = /^\/ocs\/v([12])\.php(\/.*|$)/.exec(path) ?? [];
  if (ocsPath !== undefined) return { api: "ocs", version: version === "1" ? 1 : 2, path: ocsPath };
  const davPath = /^\/remote\.php\/dav(\/.*|$)/.exec(path)?.[1];
  if (davPath !== undefined) return { api: "dav", path: davPath };
  const publicPath = /^\/public\.php\/dav(\/.*|$)/.exec(path)?.[1];
  return publicPath === undefined ? { api: "web" } : { api: "public", path: publicPath };
}
