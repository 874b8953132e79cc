import type { CircuitStateName, CloseOptions, RequestOptions } from "@platformq/resilience";
import type { WebDAVClient } from "webdav";
import type { z } from "zod";
import type { OcsRequest } from "./ocs/ocs-transport.js";
import type { NextcloudOptions } from "./options.js";
import { ActivityResource } from "./resources/activity.js";
import { AppConfigResource } from "./resources/app-config.js";
import { AppPasswordsResource } from "./resources/app-passwords.js";
import { AppsResource } from "./resources/apps.js";
import { CapabilitiesResource } from "./resources/capabilities.js";
import { CommentsResource } from "./resources/comments.js";
import { DashboardResource } from "./resources/dashboard.js";
import { DirectEditingResource } from "./resources/direct-editing.js";
import { FilesResource } from "./resources/files.js";
import { GroupsResource } from "./resources/groups.js";
import { NavigationResource } from "./resources/navigation.js";
import { NotificationsResource } from "./resources/notifications.js";
import { OutOfOfficeResource } from "./resources/out-of-office.js";
import { OwnershipTransfersResource } from "./resources/ownership-transfers.js";
import { PasswordPolicyResource } from "./resources/password-policy.js";
import { PreferencesResource } from "./resources/preferences.js";
import { PreviewsResource } from "./resources/previews.js";
import { ProfilesResource } from "./resources/profiles.js";
import { PublicLinksResource } from "./resources/public-links.js";
import { RecommendationsResource } from "./resources/recommendations.js";
import { ReferencesResource } from "./resources/references.js";
import { RemindersResource } from "./resources/reminders.js";
import { SearchResource } from "./resources/search.js";
import { ServerInfoResource } from "./resources/server-info.js";
import { SharesResource } from "./resources/shares.js";
import { TagsResource } from "./resources/tags.js";
import { TaskProcessingResource } from "./resources/task-processing.js";
import { TemplatesResource } from "./resources/templates.js";
import { TranslationsResource } from "./resources/translations.js";
import { TrashResource } from "./resources/trash.js";
import { TwoFactorResource } from "./resources/two-factor.js";
import { UserStatusResource } from "./resources/user-status.js";
import { UsersResource } from "./resources/users.js";
import { VersionsResource } from "./resources/versions.js";
import { WeatherStatusResource } from "./resources/weather-status.js";
import { WebhooksResource } from "./resources/webhooks.js";
import { type ConnectionReport, testConnection } from "./test-connection.js";
import { NextcloudTransport } from "./transport.js";
import { openWebdav } from "./webdav/open-webdav.js";

/**
 * Talks to one Nextcloud server as one account.
 *
 * @example
 * await using nextcloud = new NextcloudClient({ baseUrl: "https://cloud.example.com", username, password });
 * await nextcloud.files.createFolder("Projects/Alpha", { recursive: true });
 *
 * @see https://docs.nextcloud.com/server/latest/developer_manual/client_apis/
 */
export class NextcloudClient implements AsyncDisposable {
  readonly activity: ActivityResource;
  readonly appConfig: AppConfigResource;
  readonly appPasswords: AppPasswordsResource;
  readonly apps: AppsResource;
  readonly capabilities: CapabilitiesResource;
  readonly comments: CommentsResource;
  readonly dashboard: DashboardResource;
  readonly directEditing: DirectEditingResource;
  readonly files: FilesResource;
  readonly groups: GroupsResource;
  readonly navigation: NavigationResource;
  readonly notifications: NotificationsResource;
  readonly outOfOffice: OutOfOfficeResource;
  readonly ownershipTransfers: OwnershipTransfersResource;
  readonly passwordPolicy: PasswordPolicyResource;
  readonly preferences: PreferencesResource;
  readonly previews: PreviewsResource;
  readonly profiles: ProfilesResource;
  readonly publicLinks: PublicLinksResource;
  readonly recommendations: RecommendationsResource;
  readonly references: ReferencesResource;
  readonly reminders: RemindersResource;
  readonly search: SearchResource;
  readonly serverInfo: ServerInfoResource;
  readonly shares: SharesResource;
  readonly tags: TagsResource;
  readonly taskProcessing: TaskProcessingResource;
  readonly templates: TemplatesResource;
  readonly translations: TranslationsResource;
  readonly trash: TrashResource;
  readonly twoFactor: TwoFactorResource;
  readonly users: UsersResource;
  readonly userStatus: UserStatusResource;
  readonly versions: VersionsResource;
  readonly weatherStatus: WeatherStatusResource;
  readonly webhooks: WebhooksResource;
  readonly #transport: NextcloudTransport;

  /** @throws ConfigurationError naming everything that is missing or wrong. */
  constructor(options: NextcloudOptions) {
    this.#transport = new NextcloudTransport(options);
    this.activity = new ActivityResource(this.#transport);
    this.appConfig = new AppConfigResource(this.#transport);
    this.appPasswords = new AppPasswordsResource(this.#transport);
    this.apps = new AppsResource(this.#transport);
    this.capabilities = new CapabilitiesResource(this.#transport);
    this.comments = new CommentsResource(this.#transport);
    this.dashboard = new DashboardResource(this.#transport);
    this.directEditing = new DirectEditingResource(this.#transport);
    this.files = new FilesResource(this.#transport);
    this.groups = new GroupsResource(this.#transport);
    this.navigation = new NavigationResource(this.#transport);
    this.notifications = new NotificationsResource(this.#transport);
    this.outOfOffice = new OutOfOfficeResource(this.#transport);
    this.ownershipTransfers = new OwnershipTransfersResource(this.#transport);
    this.passwordPolicy = new PasswordPolicyResource(this.#transport);
    this.preferences = new PreferencesResource(this.#transport);
    this.previews = new PreviewsResource(this.#transport);
    this.profiles = new ProfilesResource(this.#transport);
    this.publicLinks = new PublicLinksResource(this.#transport);
    this.recommendations = new RecommendationsResource(this.#transport);
    this.references = new ReferencesResource(this.#transport);
    this.reminders = new RemindersResource(this.#transport);
    this.search = new SearchResource(this.#transport);
    this.serverInfo = new ServerInfoResource(this.#transport);
    this.shares = new SharesResource(this.#transport);
    this.tags = new TagsResource(this.#transport);
    this.taskProcessing = new TaskProcessingResource(this.#transport);
    this.templates = new TemplatesResource(this.#transport);
    this.translations = new TranslationsResource(this.#transport);
    this.trash = new TrashResource(this.#transport);
    this.twoFactor = new TwoFactorResource(this.#transport);
    this.users = new UsersResource(this.#transport);
    this.userStatus = new UserStatusResource(this.#transport);
    this.versions = new VersionsResource(this.#transport);
    this.weatherStatus = new WeatherStatusResource(this.#transport);
    this.webhooks = new WebhooksResource(this.#transport);
  }

  /** Where the server is, with its path and without a slash at the end. */
  get baseUrl(): string {
    return this.#transport.http.baseUrl;
  }

  /** Whether the server is left alone because it failed repeatedly: `open` until a probe may go. */
  get circuit(): CircuitStateName {
    return this.#transport.http.circuit;
  }

  /**
   * Checks address, credentials and version with two requests that are not repeated.
   *
   * @throws NetworkError or TimeoutError for DNS, connection and TLS, UnauthorizedError, ForbiddenError, or
   *   ResponseError for a server that is no Nextcloud (`UNREADABLE_RESPONSE`) or too old (`UNSUPPORTED_VERSION`).
   */
  async testConnection(options?: RequestOptions): Promise<ConnectionReport> {
    return testConnection(this.#transport, options);
  }

  /**
   * Calls an OCS endpoint that has no method here.
   *
   * @example
   * const Status = z.object({ status: z.string() });
   * await nextcloud.request({ method: "GET", path: path`apps/user_status/api/v1/user_status` }, Status);
   */
  async request<T>(request: OcsRequest, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.#transport.ocs.request(request, schema, options);
  }

  /**
   * Makes a client of the `webdav` package for the account's files, for work with the protocol itself. Its requests go
   * through this client, with its credential, limits and retries, and fail with its errors.
   *
   * A stream is read into memory, up to `maxBodyBytes`, before it is sent: `files.upload` is for longer ones.
   *
   * @see https://github.com/perry-mitchell/webdav-client
   */
  async webdav(options?: RequestOptions): Promise<WebDAVClient> {
    return openWebdav(this.#transport, options);
  }

  /** Refuses new calls and waits for those under way, for 30 s unless told otherwise. */
  async close(options?: CloseOptions): Promise<void> {
    return this.#transport.close(options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
