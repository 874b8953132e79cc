import type { ZulipReply } from "../handlers/handler.js";
import type { Platform } from "../platform.js";
import { type RejectionReason, rejectionStatus, type WebhookRejectedError } from "../rejection.js";

/** An HTTP answer. */
export interface WebhookAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How long OpenProject and Nextcloud would have to wait, if they waited. */
const RETRY_AFTER_SECONDS = 5;

function answer(status: number, body: object, headers: Readonly<Record<string, string>> = {}): WebhookAnswer {
  const text = JSON.stringify(body);
  return Object.freeze({
    status,
    headers: Object.freeze({
      "content-type": "application/json; charset=utf-8",
      // Without it the answer is sent in chunks, which are several pieces to write and to read.
      "content-length": String(Buffer.byteLength(text)),
      ...headers,
    }),
    body: text,
  });
}

const noReply = answer(200, { response_not_required: true });
const accepted = answer(202, { status: "accepted" });
const handled = answer(200, { status: "handled" });
const duplicate = answer(200, { status: "duplicate" });

/** What a sender of each platform is told once its event is in the queue. */
export function answerAccepted(platform: Platform, isDuplicate: boolean): WebhookAnswer {
  if (platform === "zulip") return noReply;
  return isDuplicate ? duplicate : accepted;
}

/** What a sender is told once the handlers are done. Only Zulip listens to a reply. */
export function answerHandled(platform: Platform, reply: ZulipReply | undefined): WebhookAnswer {
  if (platform !== "zulip") return handled;
  return reply === undefined ? noReply : answer(200, reply);
}

/** The public words of a refusal. A replay sounds like a wrong signature: there is nothing to learn from it. */
const words: Readonly<Partial<Record<RejectionReason, string>>> = { replayed: "unauthorized" };

/** Bodies are constant per reason. A connection whose body may be unread is closed. */
const rejections = new Map(
  Object.entries(rejectionStatus).map(([reason, status]) => [
    reason,
    answer(
      status,
      { error: words[reason as RejectionReason] ?? reason },
      {
        connection: "close",
        ...(status === 405 ? { allow: "POST" } : {}),
        ...(status === 503 ? { "retry-after": String(RETRY_AFTER_SECONDS) } : {}),
      },
    ),
  ]),
);

const failure = answer(500, { error: "internal" }, { connection: "close" });

/**
 * What the sender of a refused request is told.
 *
 * @param isVerified whether it is known to be the platform. Then Zulip hears 200 whatever happened: anything else would
 *   be posted in the conversation as a failure, for all to read, and is not sent again either.
 */
export function answerRejected(
  platform: Platform,
  error: WebhookRejectedError,
  isVerified: boolean,
): WebhookAnswer {
  if (platform === "zulip" && isVerified) return noReply;
  if (error.reason === "body_already_parsed") {
    return answer(error.status, { error: error.reason, message: error.message }, { connection: "close" });
  }
  return rejections.get(error.reason) ?? failure;
}
