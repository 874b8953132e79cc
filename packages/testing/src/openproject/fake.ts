import { Fake, type FakeOptions } from "../fake.js";
import type { Incoming } from "../incoming.js";
import { proxyPage, reply } from "../replies.js";
import { addActivityEndpoints } from "./activities.js";
import { OpenProjectApi } from "./api.js";
import { addAttachmentEndpoints, storeDirectly } from "./attachments.js";
import { addBackupEndpoints } from "./backups.js";
import { addCommandEndpoints } from "./commands.js";
import { hal, OpenProjectError, unauthenticated } from "./errors.js";
import { addStorageFileEndpoints } from "./files-of-storages.js";
import { addLookupEndpoints } from "./lookups.js";
import { addMeetingEndpoints } from "./meetings.js";
import { addMembershipEndpoints } from "./memberships.js";
import { issueToken } from "./oauth.js";
import { addPeopleEndpoints } from "./people.js";
import { addPrincipalEndpoints } from "./principals.js";
import { addProjectCopyEndpoints } from "./project-copy.js";
import { addProjectEndpoints } from "./projects.js";
import { addQueryEndpoints } from "./queries.js";
import { RECORD_KINDS } from "./record-kinds.js";
import { addRecordEndpoints } from "./records.js";
import { addRelationEndpoints } from "./relations.js";
import { addRootEndpoints } from "./root.js";
import { openProjectApiKey, seedOpenProject } from "./seed.js";
import { OpenProjectState, type OpenProjectUser } from "./state.js";
import { addUserEndpoints } from "./users.js";
import { addPeopleOfWorkPackageEndpoints } from "./watchers.js";
import { addWorkPackageEndpoints } from "./work-packages.js";

export interface OpenProjectFakeOptions extends FakeOptions {
  /** Users to add to the seeded ones. */
  users?: readonly OpenProjectUser[];
  /** Refuse requests without credentials; otherwise they are the anonymous user's. Default true. */
  loginRequired?: boolean;
}

/**
 * An OpenProject 17: projects, memberships, roles, users, principals and work packages of API v3.
 *
 * @see https://www.openproject.org/docs/api/
 */
export class OpenProjectFake extends Fake {
  readonly service = "openproject";
  readonly state = new OpenProjectState();
  /** The administrator's API token. */
  readonly apiKey = openProjectApiKey("admin");
  readonly #api: OpenProjectApi;

  constructor(options: OpenProjectFakeOptions = {}) {
    super("http://openproject.test", options);
    seedOpenProject(this.state);
    for (const user of options.users ?? []) this.state.users.set(user.id, user);
    const { clock, state } = this;
    this.#api = new OpenProjectApi(state, {
      loginRequired: options.loginRequired ?? true,
      prefix: () => this.prefix,
      now: () => clock.now(),
    });
    addRootEndpoints(this.#api, state);
    addUserEndpoints(this.#api, state, clock);
    addPrincipalEndpoints(this.#api, state);
    addProjectEndpoints(this.#api, state, clock);
    addMembershipEndpoints(this.#api, state, clock);
    addWorkPackageEndpoints(this.#api, state, clock);
    addPeopleOfWorkPackageEndpoints(this.#api, state);
    addActivityEndpoints(this.#api, state, clock);
    addRelationEndpoints(this.#api, state);
    addAttachmentEndpoints(this.#api, state, clock);
    addBackupEndpoints(this.#api, state);
    addProjectCopyEndpoints(this.#api, state, clock);
    addPeopleEndpoints(this.#api, state, clock);
    addQueryEndpoints(this.#api, state, clock);
    addStorageFileEndpoints(this.#api, state, clock);
    for (const kind of RECORD_KINDS) addRecordEndpoints(this.#api, state, clock, kind);
    addMeetingEndpoints(this.#api, state, clock);
    addCommandEndpoints(this.#api, state, clock);
    addLookupEndpoints(this.#api, state);
  }

  protected override async answer(incoming: Incoming): Promise<Response> {
    if (incoming.path === "/oauth/token") return issueToken(this.state, incoming, this.clock.now());
    if (incoming.path === "/storage") return storeDirectly(this.state, incoming);
    const path = /^\/api\/v3(\/.*|$)/.exec(incoming.path)?.[1];
    return path === undefined
      ? reply(404, "text/html; charset=utf-8", NOT_FOUND_PAGE)
      : this.#api.answer(incoming, path);
  }

  protected override failure(status: number, incoming: Incoming): Response {
    if (status === 429) return this.rateLimited(incoming, 1000);
    if (status >= 502) return proxyPage(status);
    if (status === 401) return unauthenticated("You did not provide the correct credentials.").toResponse();
    const [identifier, message] = FAILURES[status] ?? [
      "InternalServerError",
      "An internal error has occurred.",
    ];
    return new OpenProjectError(status, identifier, message).toResponse();
  }

  /** The end of the wait is told as a point in time, and there is no Retry-After. */
  protected override rateLimited(_incoming: Incoming, waitMs: number): Response {
    const body = {
      _type: "Error",
      errorIdentifier: "urn:openproject-org:api:v3:errors:Throttled",
      message: "Throttled",
    };
    return hal(429, body, {
      "ratelimit-limit": "6",
      "ratelimit-remaining": "0",
      "ratelimit-reset": String(Math.ceil((this.clock.now() + waitMs) / 1000)),
    });
  }
}

const FAILURES: Record<number, [string, string]> = {
  400: ["BadRequest", "Bad request."],
  403: ["MissingPermission", "You are not authorized to access this resource."],
  404: ["NotFound", "The requested resource could not be found."],
  409: ["UpdateConflict", "Could not update the resource because of conflicting modifications."],
};

const NOT_FOUND_PAGE =
  "<!DOCTYPE html>\n<html><head><title>OpenProject</title></head><body>[Error 404]</body></html>\n";
