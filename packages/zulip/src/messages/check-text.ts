import { InvalidInputError, type RequestOptions } from "@platformq/resilience";
import type { ServerFacts, ServerLimits } from "../server-facts.js";

/** The parts of a message that have a limit. */
interface Text {
  readonly content?: string | undefined;
  readonly topic?: string | undefined;
}

/** What every server takes that nobody has set otherwise. */
const USUAL: Pick<ServerLimits, "maxMessageLength" | "maxTopicLength"> = {
  maxMessageLength: 10_000,
  maxTopicLength: 60,
};

/**
 * Refuses text that the server would cut without a word. A server that has not told its limits yet is asked when a text
 * is longer than the usual ones.
 *
 * @throws InvalidInputError naming the limit
 */
export function checkText(
  text: Text,
  server: ServerFacts,
  options: RequestOptions | undefined,
): Promise<void> | undefined {
  const known = server.knownLimits;
  if (known !== undefined) refuseTooLong(text, known);
  else if (excess(text, USUAL) !== undefined) {
    return server.limits(options).then((limits) => refuseTooLong(text, limits));
  }
  return undefined;
}

function refuseTooLong(text: Text, limits: typeof USUAL): void {
  const found = excess(text, limits);
  if (found === undefined) return;
  const { what, length, limit } = found;
  throw new InvalidInputError(
    `The ${what} is ${length} characters long; the server takes ${limit} and would cut the rest`,
    { service: "zulip" },
  );
}

function excess({ content, topic }: Text, { maxMessageLength, maxTopicLength }: typeof USUAL) {
  return (
    tooLong("content", content?.trimEnd(), maxMessageLength) ??
    tooLong("topic", topic?.trim(), maxTopicLength)
  );
}

/** Zulip counts code points, of which a text has no more than UTF-16 units. */
function tooLong(what: string, text: string | undefined, limit: number) {
  if (text === undefined || text.length <= limit) return undefined;
  const { length } = [...text];
  return length > limit ? { what, length, limit } : undefined;
}
