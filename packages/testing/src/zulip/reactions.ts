import type { ZulipApi, ZulipCall } from "./api.js";
import { badRequest, ZulipError } from "./errors.js";
import type { EventQueues } from "./event-queues.js";
import { findMessage } from "./messages.js";
import type { ZulipMessage, ZulipReaction, ZulipState } from "./state.js";

/** Code points of the emoji this organisation knows, in hexadecimal. */
const EMOJI: ReadonlyMap<string, string> = new Map([
  ["+1", "1f44d"],
  ["-1", "1f44e"],
  ["check", "2705"],
  ["heart", "2764"],
  ["octopus", "1f419"],
  ["rocket", "1f680"],
  ["smile", "1f642"],
  ["tada", "1f389"],
  ["thumbs_up", "1f44d"],
  ["wave", "1f44b"],
]);

/** Reactions to messages. */
export function addReactionEndpoints(api: ZulipApi, state: ZulipState, queues: EventQueues): void {
  api.on("POST", "/messages/{message_id}/reactions", (call) => {
    const message = findMessage(state, call);
    const reaction = readReaction(call, call.parameters.text("emoji_name"));
    if (findSame(message, reaction)) {
      throw new ZulipError("REACTION_ALREADY_EXISTS", "Reaction already exists.");
    }
    message.reactions.push(reaction);
    publish(queues, "add", message, reaction);
    return {};
  });

  api.on("DELETE", "/messages/{message_id}/reactions", (call) => {
    const message = findMessage(state, call);
    const reaction = readReaction(call, call.parameters.optionalText("emoji_name"));
    const found = findSame(message, reaction);
    if (found === undefined) throw new ZulipError("REACTION_DOES_NOT_EXIST", "Reaction doesn't exist.");
    message.reactions.splice(message.reactions.indexOf(found), 1);
    publish(queues, "remove", message, found);
    return {};
  });
}

function readReaction({ user, parameters }: ZulipCall, name: string | undefined): ZulipReaction {
  const code = parameters.optionalText("emoji_code");
  const type = parameters.optionalText("reaction_type") ?? "unicode_emoji";
  if (type !== "unicode_emoji" && type !== "realm_emoji" && type !== "zulip_extra_emoji") {
    throw badRequest("Invalid emoji type.");
  }
  if (name === undefined && code === undefined) {
    throw badRequest("At least one of the following arguments must be present: emoji_name, emoji_code");
  }
  const emoji_code = code ?? EMOJI.get(name ?? "");
  if (emoji_code === undefined) throw badRequest(`Emoji '${name}' does not exist`);
  return { emoji_name: name ?? emoji_code, emoji_code, reaction_type: type, user_id: user.user_id };
}

/** Names change; what makes a reaction the same is who, which kind and which code. */
function findSame({ reactions }: ZulipMessage, wanted: ZulipReaction): ZulipReaction | undefined {
  return reactions.find((reaction) => {
    return (
      reaction.user_id === wanted.user_id &&
      reaction.reaction_type === wanted.reaction_type &&
      reaction.emoji_code === wanted.emoji_code
    );
  });
}

function publish(
  queues: EventQueues,
  op: "add" | "remove",
  { id }: ZulipMessage,
  reaction: ZulipReaction,
): void {
  queues.publish({ type: "reaction", op, message_id: id, ...reaction });
}
