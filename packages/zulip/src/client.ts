import type { CircuitStateName, CloseOptions, RequestOptions } from "@platformq/resilience";
import type { z } from "zod";
import { type ZuliprcSources, zulipOptionsOf } from "./config/zulip-options-of.js";
import type { ZulipOptions } from "./options.js";
import { AlertWordsResource } from "./resources/alert-words.js";
import { AuthenticationResource } from "./resources/authentication.js";
import { BotStorageResource } from "./resources/bot-storage.js";
import { BotsResource } from "./resources/bots.js";
import { CallsResource } from "./resources/calls.js";
import { ChannelFoldersResource } from "./resources/channel-folders.js";
import { ChannelsResource } from "./resources/channels.js";
import { DefaultChannelsResource } from "./resources/default-channels.js";
import { DomainsResource } from "./resources/domains.js";
import { DraftsResource } from "./resources/drafts.js";
import { EmojiResource } from "./resources/emoji.js";
import { EventsResource } from "./resources/events.js";
import { ExportsResource } from "./resources/exports.js";
import { InvitationsResource } from "./resources/invitations.js";
import { LinkifiersResource } from "./resources/linkifiers.js";
import { MessageFlagsResource } from "./resources/message-flags.js";
import { MessagesResource } from "./resources/messages.js";
import { MutedUsersResource } from "./resources/muted-users.js";
import { NavigationViewsResource } from "./resources/navigation-views.js";
import { OrganizationResource } from "./resources/organization.js";
import { PlaygroundsResource } from "./resources/playgrounds.js";
import { PresenceResource } from "./resources/presence.js";
import { ProfileFieldsResource } from "./resources/profile-fields.js";
import { PushDevicesResource } from "./resources/push-devices.js";
import { ReactionsResource } from "./resources/reactions.js";
import { RemindersResource } from "./resources/reminders.js";
import { SavedSnippetsResource } from "./resources/saved-snippets.js";
import { ScheduledMessagesResource } from "./resources/scheduled-messages.js";
import { ServerResource } from "./resources/server.js";
import { SettingsResource } from "./resources/settings.js";
import { SubscriptionsResource } from "./resources/subscriptions.js";
import { TopicsResource } from "./resources/topics.js";
import { TypingResource } from "./resources/typing.js";
import { UploadsResource } from "./resources/uploads.js";
import { UserGroupsResource } from "./resources/user-groups.js";
import { UserStatusResource } from "./resources/user-status.js";
import { UsersResource } from "./resources/users.js";
import type { ApiKey } from "./schemas/api-key.js";
import { type ConnectionReport, testConnection } from "./test-connection.js";
import { type ZulipRequest, ZulipTransport } from "./transport.js";

/**
 * Talks to one Zulip organisation as one account.
 *
 * @example
 * await using zulip = new ZulipClient({ baseUrl: "https://chat.example.com", email, apiKey });
 * await zulip.messages.send({ type: "stream", to: "general", topic: "Welcome", content: "Hello" });
 *
 * @see https://zulip.com/api/
 */
export class ZulipClient implements AsyncDisposable {
  readonly alertWords: AlertWordsResource;
  readonly authentication: AuthenticationResource;
  readonly botStorage: BotStorageResource;
  readonly bots: BotsResource;
  readonly calls: CallsResource;
  readonly channelFolders: ChannelFoldersResource;
  readonly channels: ChannelsResource;
  readonly defaultChannels: DefaultChannelsResource;
  readonly domains: DomainsResource;
  readonly drafts: DraftsResource;
  readonly emoji: EmojiResource;
  readonly events: EventsResource;
  readonly exports: ExportsResource;
  readonly invitations: InvitationsResource;
  readonly linkifiers: LinkifiersResource;
  readonly messageFlags: MessageFlagsResource;
  readonly messages: MessagesResource;
  readonly mutedUsers: MutedUsersResource;
  readonly navigationViews: NavigationViewsResource;
  readonly organization: OrganizationResource;
  readonly playgrounds: PlaygroundsResource;
  readonly presence: PresenceResource;
  readonly profileFields: ProfileFieldsResource;
  readonly pushDevices: PushDevicesResource;
  readonly reactions: ReactionsResource;
  readonly reminders: RemindersResource;
  readonly savedSnippets: SavedSnippetsResource;
  readonly scheduledMessages: ScheduledMessagesResource;
  readonly server: ServerResource;
  readonly settings: SettingsResource;
  readonly subscriptions: SubscriptionsResource;
  readonly topics: TopicsResource;
  readonly typing: TypingResource;
  readonly uploads: UploadsResource;
  readonly userGroups: UserGroupsResource;
  readonly userStatus: UserStatusResource;
  readonly users: UsersResource;
  readonly #transport: ZulipTransport;

  /** @throws ConfigurationError naming everything that is missing or wrong. */
  constructor(options: ZulipOptions) {
    const transport = new ZulipTransport(options);
    this.#transport = transport;
    this.alertWords = new AlertWordsResource(transport);
    this.authentication = new AuthenticationResource(transport);
    this.botStorage = new BotStorageResource(transport);
    this.bots = new BotsResource(transport);
    this.calls = new CallsResource(transport);
    this.channelFolders = new ChannelFoldersResource(transport);
    this.channels = new ChannelsResource(transport);
    this.defaultChannels = new DefaultChannelsResource(transport);
    this.domains = new DomainsResource(transport);
    this.drafts = new DraftsResource(transport);
    this.emoji = new EmojiResource(transport);
    this.exports = new ExportsResource(transport);
    this.invitations = new InvitationsResource(transport);
    this.linkifiers = new LinkifiersResource(transport);
    this.messageFlags = new MessageFlagsResource(transport);
    this.messages = new MessagesResource(transport);
    this.mutedUsers = new MutedUsersResource(transport);
    this.navigationViews = new NavigationViewsResource(transport);
    this.organization = new OrganizationResource(transport);
    this.playgrounds = new PlaygroundsResource(transport);
    this.presence = new PresenceResource(transport);
    this.profileFields = new ProfileFieldsResource(transport);
    this.pushDevices = new PushDevicesResource(transport);
    this.reactions = new ReactionsResource(transport);
    this.reminders = new RemindersResource(transport);
    this.savedSnippets = new SavedSnippetsResource(transport);
    this.scheduledMessages = new ScheduledMessagesResource(transport);
    this.server = new ServerResource(transport);
    this.settings = new SettingsResource(transport);
    this.subscriptions = new SubscriptionsResource(transport);
    this.topics = new TopicsResource(transport);
    this.typing = new TypingResource(transport);
    this.uploads = new UploadsResource(transport);
    this.userGroups = new UserGroupsResource(transport);
    this.userStatus = new UserStatusResource(transport);
    this.users = new UsersResource(transport);
    this.events = new EventsResource(transport, this.messages);
  }

  /**
   * Makes a client of a `zuliprc` file, as Zulip offers it for download. Options win over the environment (`ZULIP_SITE`,
   * `ZULIP_EMAIL`, `ZULIP_API_KEY`, `ZULIP_CERT_BUNDLE`, `ZULIP_CERT`, `ZULIP_CERT_KEY`), and that over the file.
   *
   * @param options Any of the client's options.
   * @throws ConfigurationError
   * @see https://zulip.com/api/configuring-python-bindings
   */
  static fromZuliprc(options: Partial<ZulipOptions> = {}, sources: ZuliprcSources = {}): ZulipClient {
    return new ZulipClient(zulipOptionsOf(options, sources));
  }

  /**
   * Gets an account's API key for its password: what a client has to have before there can be one.
   *
   * @param options Those of the client that is to be, as far as they are known.
   * @throws UnauthorizedError `AUTHENTICATION_FAILED`, `PASSWORD_AUTH_DISABLED`; RateLimitError after five attempts
   * @see https://zulip.com/api/fetch-api-key
   *
   * @example
   * const { email, api_key: apiKey } = await ZulipClient.fetchApiKey({ baseUrl }, { username, password });
   * const zulip = new ZulipClient({ baseUrl, email, apiKey });
   */
  static async fetchApiKey(
    options: Omit<ZulipOptions, "email" | "apiKey">,
    params: { username: string; password: string },
    requestOptions?: RequestOptions,
  ): Promise<ApiKey> {
    // The request is anonymous: nobody asks for the key.
    await using client = new ZulipClient({ ...options, email: params.username, apiKey: () => "" });
    return await client.authentication.fetchApiKey(params, requestOptions);
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
   *   ResponseError for a server that is no Zulip (`UNREADABLE_RESPONSE`) or too old (`UNSUPPORTED_VERSION`).
   */
  async testConnection(options?: RequestOptions): Promise<ConnectionReport> {
    return testConnection(this.#transport, options);
  }

  /**
   * Calls an API endpoint that has no method here.
   *
   * @example
   * const Status = z.object({ status: z.object({ status_text: z.string().optional() }) });
   * await zulip.request({ method: "GET", path: path`users/${userId}/status` }, Status);
   */
  async request<T>(request: ZulipRequest, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.#transport.request(request, schema, options);
  }

  /** Ends event streams, refuses new calls and waits for those under way. */
  async close(options?: CloseOptions): Promise<void> {
    return this.#transport.close(options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
