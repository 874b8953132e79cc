/** A user, as the API gives it. */
interface MentionedUser {
  readonly user_id: number;
  readonly full_name: string;
}

/** A channel, as the API gives it. */
interface MentionedChannel {
  readonly stream_id: number;
  readonly name: string;
}

/** Characters that would end or break a mention. Zulip does not allow them in names of users; other systems do. */
const UNSAFE_IN_NAME = /[*`\\>"@|\n]/;
/** Characters that end or break the short form of a link to a channel or topic. */
const UNSAFE_IN_LINK = /[`>*&\n]|\$\$|^\s|\s$|\[$|\]$/;

/** Words a mention or a link in the form that Zulip's Markdown understands, whatever the name holds. */
export const mention = {
  /** Mentions a user and notifies them. */
  user: (user: MentionedUser): string => `@**${nameOf(user)}**`,

  /** Names a user without a notification. */
  silentUser: (user: MentionedUser): string => `@_**${nameOf(user)}**`,

  /** Mentions a group and notifies its members. */
  group: ({ name }: { readonly name: string }): string => `@*${withoutMarks(name)}*`,

  /** Names a group without a notification. */
  silentGroup: ({ name }: { readonly name: string }): string => `@_*${withoutMarks(name)}*`,

  /** Notifies everybody who sees the message. */
  all: (): string => "@**all**",

  /** Notifies everybody who has taken part in the topic; since Zulip 8. */
  topicParticipants: (): string => "@**topic**",

  /** Links to a channel. */
  channel: (channel: MentionedChannel): string =>
    UNSAFE_IN_LINK.test(channel.name)
      ? `[#${escaped(channel.name)}](${channelUrl(channel)})`
      : `#**${channel.name}**`,

  /** Links to a topic. */
  topic: (channel: MentionedChannel, topic: string): string =>
    UNSAFE_IN_LINK.test(channel.name) || UNSAFE_IN_LINK.test(topic)
      ? `[#${escaped(channel.name)} > ${escaped(topic)}](${channelUrl(channel)}/topic/${hashEncoded(topic)})`
      : `#**${channel.name}>${topic}**`,

  /** Shows a moment in each reader's own time. */
  time: (moment: Date): string => `<time:${moment.toISOString().replace(/\.\d{3}Z$/, "Z")}>`,
};

/** With the id, since names are not unique; of a name that would break it, the id alone. */
function nameOf({ full_name, user_id }: MentionedUser): string {
  return UNSAFE_IN_NAME.test(full_name) ? `|${user_id}` : `${full_name}|${user_id}`;
}

/** A group has no form by id. */
function withoutMarks(name: string): string {
  return name.replace(/[*\n]/g, "");
}

function channelUrl({ stream_id, name }: MentionedChannel): string {
  return `#narrow/channel/${stream_id}-${hashEncoded(name.replaceAll(" ", "-"))}`;
}

/** Encodes as Zulip does in fragments: like a URL, with dots for percent signs. */
function hashEncoded(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*.]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%", ".");
}

/** Writes what Markdown would read as marks as character references. */
function escaped(text: string): string {
  return text.replace(/[`>*&$[\]_~\\\n]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
