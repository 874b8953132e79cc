import { InvalidInputError } from "@platformq/resilience";
import { quoted } from "../encoding.js";

interface NewMessage {
  /** Markdown; 10,000 characters at most unless the server is set otherwise. */
  content: string;
  /** Has the event of this message carry `local_id`; needs it. */
  queue_id?: string | undefined;
  /** Comes back as `local_message_id`. It does not keep a message from being sent twice. */
  local_id?: string | undefined;
  /** @default what the server makes of `User-Agent` */
  read_by_sender?: boolean | undefined;
}

/** A message to a channel. */
export interface SendChannelMessage extends NewMessage {
  type: "channel" | "stream";
  /** The channel's id or name. */
  to: number | string;
  /** 60 characters at most. */
  topic: string;
}

/** A message to people. */
export interface SendDirectMessage extends NewMessage {
  type: "direct";
  /** All by user id or all by e-mail address. */
  to: readonly number[] | readonly string[];
}

/** A message to send. */
export type SendMessage = SendChannelMessage | SendDirectMessage;

/**
 * Encodes a new message. A channel's name is quoted: `123` or `null` would be read as an id or as nothing. The type is
 * the one that servers before 9 know too.
 *
 * @throws InvalidInputError for recipients the server would refuse, or misunderstand
 */
export function wireMessage(params: SendMessage): object {
  if (params.type === "direct") {
    checkRecipients(params.to);
    return params;
  }
  return { ...params, type: "stream", to: quoted(params.to) };
}

/** @throws InvalidInputError for nobody, and for ids among addresses */
export function checkRecipients(to: readonly (number | string)[]): void {
  const refuse = (text: string): never => {
    throw new InvalidInputError(text, { service: "zulip" });
  };
  if (to.length === 0) refuse("A direct message needs a recipient");
  if (new Set(to.map((user) => typeof user)).size > 1) {
    refuse("Recipients are named all by user id or all by e-mail address, not by both");
  }
}
