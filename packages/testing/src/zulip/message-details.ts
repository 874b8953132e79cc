import type { ZulipApi } from "./api.js";
import { badRequest } from "./errors.js";
import { renderMarkdown } from "./markdown.js";
import { canRead } from "./message-data.js";
import { findMessage } from "./messages.js";
import { narrowTest } from "./narrow.js";
import type { ZulipState } from "./state.js";

const REPORT_TYPES = new Set(["spam", "harassment", "inappropriate", "norms", "other"]);

/** What can be asked of messages beside their content. */
export function addMessageDetailEndpoints(api: ZulipApi, state: ZulipState): void {
  api.on("GET", "/messages/{message_id}/history", (call) => {
    call.parameters.accept("allow_empty_topic_name");
    const message = findMessage(state, call);
    return {
      message_history: message.versions.map((version, index) => {
        const previous = message.versions[index - 1];
        return {
          ...version,
          rendered_content: renderMarkdown(version.content),
          ...(previous &&
            previous.content !== version.content && {
              prev_content: previous.content,
              prev_rendered_content: renderMarkdown(previous.content),
              content_html_diff: "",
            }),
          ...(previous && previous.topic !== version.topic && { prev_topic: previous.topic }),
        };
      }),
    };
  });

  api.on("GET", "/messages/{message_id}/read_receipts", (call) => {
    const { readBy, sender_id } = findMessage(state, call);
    return { user_ids: [...readBy].filter((id) => id !== sender_id) };
  });

  api.on("POST", "/messages/{message_id}/report", (call) => {
    findMessage(state, call);
    const type = call.parameters.text("report_type");
    const description = call.parameters.optionalText("description");
    if (!REPORT_TYPES.has(type)) throw badRequest("Invalid report_type");
    if (type === "other" && !description)
      throw badRequest("An explanation is required when reporting as 'other'");
    return {};
  });

  api.on("GET", "/messages/matches_narrow", ({ user, parameters }) => {
    const ids = parameters.list("msg_ids");
    const test = narrowTest(state, user, parameters.list("narrow"));
    const found = [...state.messages.values()].filter(
      (message) => ids.includes(message.id) && canRead(state, message, user) && test(message),
    );
    return {
      messages: Object.fromEntries(
        found.map(({ id, content, topic }) => [
          id,
          { match_content: renderMarkdown(content), match_subject: topic },
        ]),
      ),
    };
  });

  api.on("POST", "/messages/render", ({ parameters }) => ({
    rendered: renderMarkdown(parameters.text("content")),
  }));
}
