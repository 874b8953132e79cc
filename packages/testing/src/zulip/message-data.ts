import { renderMarkdown } from "./markdown.js";
import { mentionFlags } from "./mentions.js";
import type { ZulipMessage, ZulipState, ZulipUser } from "./state.js";
import { avatarUrl } from "./users.js";

export interface MessageView {
  readonly viewer: ZulipUser;
  readonly applyMarkdown: boolean;
  readonly clientGravatar: boolean;
}

/** A message as the API shows it, without its flags. */
export function messageData(state: ZulipState, message: ZulipMessage, view: MessageView) {
  const sender = state.users.get(message.sender_id);
  const stream = message.stream_id === undefined ? undefined : state.streams.get(message.stream_id);
  return {
    id: message.id,
    sender_id: message.sender_id,
    sender_email: sender?.email ?? "",
    sender_full_name: sender?.full_name ?? "",
    sender_realm_str: "",
    recipient_id: message.stream_id ?? conversationId(message),
    ...(stream
      ? { type: "stream", stream_id: stream.stream_id, display_recipient: stream.name }
      : { type: "private", display_recipient: message.recipients.map((id) => displayRecipient(state, id)) }),
    // The topic, under the name it had first.
    subject: message.topic,
    content: view.applyMarkdown ? renderMarkdown(message.content) : message.content,
    content_type: view.applyMarkdown ? "text/html" : "text/x-markdown",
    client: message.client,
    timestamp: message.timestamp,
    avatar_url:
      sender === undefined || (view.clientGravatar && !sender.hasOwnAvatar) ? null : avatarUrl(sender),
    is_me_message: message.content.startsWith("/me "),
    reactions: message.reactions,
    submessages: [],
    topic_links: [],
    ...(message.last_edit_timestamp !== undefined && { last_edit_timestamp: message.last_edit_timestamp }),
  };
}

/** Flags are of a user, not of a message. */
export function flagsOf(message: ZulipMessage, user: ZulipUser): string[] {
  const { user_id } = user;
  return [
    ...mentionFlags(message, user),
    ...(message.readBy.has(user_id) ? ["read"] : []),
    ...(message.starredBy.has(user_id) ? ["starred"] : []),
    ...(message.collapsedBy.has(user_id) ? ["collapsed"] : []),
  ];
}

/** Whether a user may read a message. */
export function canRead(state: ZulipState, message: ZulipMessage, user: ZulipUser): boolean {
  if (message.stream_id === undefined) return message.recipients.includes(user.user_id);
  const stream = state.streams.get(message.stream_id);
  if (stream === undefined) return false;
  return stream.subscribers.has(user.user_id) || (!stream.invite_only && user.role !== 600);
}

/** Whether a message is in a user's own history, which is what is read without a channel to look in. */
export function isInHistoryOf(state: ZulipState, message: ZulipMessage, { user_id }: ZulipUser): boolean {
  if (message.stream_id === undefined) return message.recipients.includes(user_id);
  return (
    message.sender_id === user_id || (state.streams.get(message.stream_id)?.subscribers.has(user_id) ?? false)
  );
}

function displayRecipient(state: ZulipState, id: number) {
  const user = state.users.get(id);
  return { id, email: user?.email ?? "", full_name: user?.full_name ?? "", is_mirror_dummy: false };
}

function conversationId({ recipients }: ZulipMessage): number {
  return recipients.reduce((sum, id) => sum + id, 0);
}
