/**
 * The Zulip client: messages, channels, people and events as they happen.
 *
 * @module @platformq/zulip
 */
export {
  AbortError,
  ApiError,
  BadRequestError,
  CircuitOpenError,
  ClientClosedError,
  ConfigurationError,
  ConflictError,
  DeadlineExceededError,
  type FileSource,
  ForbiddenError,
  InsufficientStorageError,
  InvalidInputError,
  isPlatformError,
  LockedError,
  NetworkError,
  NotFoundError,
  type Outcome,
  type Page,
  PayloadTooLargeError,
  PlatformError,
  path,
  QueueFullError,
  RateLimitError,
  type RequestOptions,
  ResponseError,
  ServerError,
  segments,
  TimeoutError,
  UnauthorizedError,
  UnprocessableEntityError,
} from "@platformq/resilience";
export type { CreateChannel, NewChannelSettings, TopicsPolicy } from "./channels/create-channel.js";
export type { ChannelPermissions } from "./channels/permissions.js";
export type { PostingPolicy } from "./channels/posting-policy.js";
export { ZulipClient } from "./client.js";
export type { ZuliprcSources } from "./config/zulip-options-of.js";
export { type JsonValue, quoted } from "./encoding.js";
export { ZulipError, type ZulipErrorCode } from "./errors.js";
export type { EventStream, GapEvent, MissedMessageEvent, StreamEvent } from "./events/event-stream.js";
export { block, widget } from "./markdown/block.js";
export { mention } from "./markdown/mention.js";
export type { SendChannelMessage, SendDirectMessage, SendMessage } from "./messages/new-message.js";
export type { SendOnce, SentOnce } from "./messages/send-once.js";
export type { IterateMessages } from "./messages/walk-messages.js";
export {
  type HasOperand,
  type IsOperand,
  Narrow,
  type NarrowOperator,
  type NarrowTerm,
  type NarrowTerms,
  narrow,
} from "./narrow.js";
export type { ZulipOptions, ZulipWarning } from "./options.js";
export type { AlertWordsResource } from "./resources/alert-words.js";
export type { AuthenticationResource } from "./resources/authentication.js";
export type { BotStorageResource } from "./resources/bot-storage.js";
export type { BotsResource, CreateBot, UpdateBot } from "./resources/bots.js";
export type { CallsResource } from "./resources/calls.js";
export type { ChannelFoldersResource, UpdateChannelFolder } from "./resources/channel-folders.js";
export type {
  ChannelsResource,
  ListChannels,
  Subscribe,
  SubscriptionRequest,
  Unsubscribe,
  UpdateChannel,
} from "./resources/channels.js";
export type { DefaultChannelsResource } from "./resources/default-channels.js";
export type { DomainsResource } from "./resources/domains.js";
export type { DraftsResource, NewDraft } from "./resources/drafts.js";
export type { EmojiResource } from "./resources/emoji.js";
export type { EventsResource, ForEachOptions, GetEvents, RegisterQueue } from "./resources/events.js";
export type { ExportsResource } from "./resources/exports.js";
export type { InvitationsResource, InvitationTerms, SendInvitations } from "./resources/invitations.js";
export type { LinkifiersResource, NewLinkifier } from "./resources/linkifiers.js";
export type {
  MessageFlag,
  MessageFlagsResource,
  UpdateMessageFlags,
  UpdateMessageFlagsForNarrow,
} from "./resources/message-flags.js";
export type { ListMessages, MessagesResource, ReportMessage, UpdateMessage } from "./resources/messages.js";
export type { MutedUsersResource } from "./resources/muted-users.js";
export type { NavigationViewsResource, UpdateNavigationView } from "./resources/navigation-views.js";
export type { OrganizationResource, UpdateOrganization, WhichLogo } from "./resources/organization.js";
export type { NewPlayground, PlaygroundsResource } from "./resources/playgrounds.js";
export type { PresenceResource, UpdatePresence } from "./resources/presence.js";
export type { NewProfileField, ProfileFieldsResource } from "./resources/profile-fields.js";
export type { PushDevicesResource, RegisterPushDevice, TestPushDevice } from "./resources/push-devices.js";
export type { Emoji, ReactionsResource } from "./resources/reactions.js";
export type { CreateReminder, RemindersResource } from "./resources/reminders.js";
export type { SavedSnippetsResource } from "./resources/saved-snippets.js";
export type {
  CreateScheduledMessage,
  ScheduledMessagesResource,
  UpdateScheduledMessage,
} from "./resources/scheduled-messages.js";
export type { ServerResource } from "./resources/server.js";
export type { SettingsResource, UpdateSettings } from "./resources/settings.js";
export type {
  SubscriptionProperty,
  SubscriptionSetting,
  SubscriptionsResource,
  UpdateSubscriptions,
} from "./resources/subscriptions.js";
export type { MuteTopic, TopicsResource, UpdateUserTopic } from "./resources/topics.js";
export type { SetTyping, TypingPlace, TypingResource } from "./resources/typing.js";
export type { Download, UploadFile, UploadResumably, UploadsResource } from "./resources/uploads.js";
export type {
  CreateUserGroup,
  UpdateUserGroup,
  UpdateUserGroupMembers,
  UserGroupPermissions,
  UserGroupsResource,
} from "./resources/user-groups.js";
export type { UpdateUserStatus, UserStatusResource } from "./resources/user-status.js";
export type {
  CreateUser,
  GetUser,
  ListUsers,
  ProfileValue,
  UpdateUser,
  UsersResource,
} from "./resources/users.js";
export type { ApiKey, DevUsers } from "./schemas/api-key.js";
export type { Attachment } from "./schemas/attachment.js";
export type { Bot, CreatedBot } from "./schemas/bot.js";
export type {
  Channel,
  SubscribeResult,
  Subscription,
  UnsubscribeResult,
  UpdatedSubscriptions,
} from "./schemas/channel.js";
export type { ChannelFolder } from "./schemas/channel-folder.js";
export type { Draft } from "./schemas/draft.js";
export type { EventType, KnownEvent, RawEvent, UnknownEvent } from "./schemas/event.js";
export type { ChangeGroupSetting, GroupSetting } from "./schemas/group-setting.js";
export type { Invitation } from "./schemas/invitation.js";
export type { Linkifier } from "./schemas/linkifier.js";
export type {
  FlaggedMessages,
  FlaggedNarrow,
  Message,
  MessageEdit,
  MessageMatch,
  SentMessage,
  UpdatedMessage,
} from "./schemas/message.js";
export type { NavigationView } from "./schemas/navigation-view.js";
export type { ClientPresence, PresenceUpdate, RealmPresence } from "./schemas/presence.js";
export type { ProfileField } from "./schemas/profile-field.js";
export type { RealmDomain } from "./schemas/realm-domain.js";
export type { RealmEmoji } from "./schemas/realm-emoji.js";
export type { ExportConsent, RealmExport } from "./schemas/realm-export.js";
export type { RegisterResult } from "./schemas/register.js";
export type { Reminder } from "./schemas/reminder.js";
export type { SavedSnippet } from "./schemas/saved-snippet.js";
export type { ScheduledMessage } from "./schemas/scheduled-message.js";
export type { ServerSettings } from "./schemas/server-settings.js";
export type { Topic } from "./schemas/topic.js";
export type { UploadedFile } from "./schemas/upload.js";
export type { OwnUser, User } from "./schemas/user.js";
export type { UserGroup } from "./schemas/user-group.js";
export type { UserStatus } from "./schemas/user-status.js";
export type { UserSettings } from "./settings/user-settings.js";
export type { ConnectionReport } from "./test-connection.js";
export type { ZulipRequest } from "./transport.js";
export type { TypingNotice } from "./typing/typing-notice.js";
export type { ProgressListener, UploadProgress } from "./uploads/multipart-file.js";
export type { FileNames } from "./uploads/named-file.js";
export type { ResumeUpload } from "./uploads/resumable-upload.js";
