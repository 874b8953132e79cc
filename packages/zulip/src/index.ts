export { ZulipClient } from "./client.js";
export { type JsonValue, quoted } from "./encoding.js";
export { ZulipError } from "./errors.js";
export type { ZulipOptions } from "./options.js";
export type {
  ChannelsResource,
  ListChannels,
  Subscribe,
  SubscriptionRequest,
  Unsubscribe,
} from "./resources/channels.js";
export type {
  ListMessages,
  MessagesResource,
  NarrowOperator,
  NarrowTerm,
  SendChannelMessage,
  SendDirectMessage,
  SendMessage,
  UpdateMessage,
} from "./resources/messages.js";
export type { ServerResource } from "./resources/server.js";
export type { UsersResource } from "./resources/users.js";
export type { Channel, SubscribeResult, Subscription, UnsubscribeResult } from "./schemas/channel.js";
export type { Message, SentMessage } from "./schemas/message.js";
export type { ServerSettings } from "./schemas/server-settings.js";
export type { OwnUser, User } from "./schemas/user.js";
export type { ConnectionReport } from "./test-connection.js";
export type { ZulipRequest } from "./transport.js";
