import type { ZulipApi } from "./api.js";
import { badRequest } from "./errors.js";
import type { EventQueues } from "./event-queues.js";
import { findMessage } from "./messages.js";
import type { ZulipState } from "./state.js";
import { findStream } from "./streams.js";

/** Notices that somebody is typing. */
export function addTypingEndpoints(api: ZulipApi, state: ZulipState, queues: EventQueues): void {
  const opOf = (op: string): string => {
    if (op !== "start" && op !== "stop") throw badRequest("Invalid value for 'op'");
    return op;
  };

  api.on("POST", "/typing", ({ user, parameters }) => {
    const op = opOf(parameters.text("op"));
    const type = parameters.optionalText("type") ?? "direct";
    const sender = { user_id: user.user_id, email: user.email };
    if (type === "stream" || type === "channel") {
      const stream_id = parameters.integer("stream_id");
      const topic = parameters.text("topic");
      findStream(state, { user, path: { stream_id: String(stream_id) } });
      queues.publish(
        { type: "typing", op, message_type: "stream", sender, stream_id, topic },
        (queue) => queue.user !== user,
      );
      return {};
    }
    // The oldest name, `private`, is taken no longer.
    if (type !== "direct") throw badRequest("Invalid type");
    const ids = parameters.list("to").map(Number);
    if (ids.length === 0) throw badRequest("Empty 'to' list");
    if (ids.some((id) => !state.users.has(id))) throw badRequest("Invalid user ID");
    const recipients = [...new Set([user.user_id, ...ids])].map((user_id) => {
      return { user_id, email: state.users.get(user_id)?.email ?? "" };
    });
    queues.publish({ type: "typing", op, message_type: "direct", sender, recipients }, (queue) =>
      ids.includes(queue.user.user_id),
    );
    return {};
  });

  api.on("POST", "/messages/{message_id}/typing", (call) => {
    const op = opOf(call.parameters.text("op"));
    const { id, sender_id, stream_id, topic, recipients } = findMessage(state, call);
    if (sender_id !== call.user.user_id) throw badRequest("You don't have permission to edit this message");
    const recipient =
      stream_id === undefined
        ? { type: "direct", user_ids: recipients }
        : { type: "channel", channel_id: stream_id, topic };
    queues.publish({ type: "typing_edit_message", op, sender_id, message_id: id, recipient });
    return {};
  });
}
