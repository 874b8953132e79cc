import type { Platform } from "../platform.js";

/** What a handler is given beside its event. */
export interface HandlerContext {
  /** Aborts when the queue is closed and stops waiting. */
  readonly signal: AbortSignal;
  /** The attempt this is, from 1. Handlers that were done in an earlier one are not called again. */
  readonly attempt: number;
}

/** A reply to a message, posted where the message was. @see https://zulip.com/api/outgoing-webhooks#replying-with-a-message */
export interface ZulipReply {
  /** Markdown. */
  readonly content: string;
  readonly widget_content?: string | undefined;
}

/** What a handler may return: for Zulip a reply or its Markdown, or nothing. Of other platforms it is not looked at. */
export type HandlerResult<P extends Platform> = P extends "zulip" ? ZulipReply | string | undefined : unknown;

/**
 * Handles events. It is called at least once per event, so it has to bear a second time; what it throws has it called
 * again later, with the waits and as often as the queue was told.
 */
export type Handler<Event, Result> = (
  event: Event,
  context: HandlerContext,
) => Result | Nothing | PromiseLike<Result | Nothing>;

// biome-ignore lint/suspicious/noConfusingVoidType: a function without a `return` gives nothing else.
type Nothing = void;

/** Reads the reply of a Zulip handler; blank ones are none. */
export function readReply(result: unknown): ZulipReply | undefined {
  const content =
    typeof result === "object" && result !== null && "content" in result ? result.content : result;
  if (typeof content !== "string" || content.trim() === "") return undefined;
  const widget =
    typeof result === "object" && result !== null && "widget_content" in result
      ? result.widget_content
      : undefined;
  return typeof widget === "string" ? { content, widget_content: widget } : { content };
}
