import { z } from "zod";
import { Message } from "../src/schemas/message.js";

// Decodes and validates 5,000 messages, beside JSON.parse alone on the same bytes.
const COUNT = 5_000;
const ROUNDS = 15;

const message = (id: number) => ({
  id,
  sender_id: 10 + (id % 7),
  sender_email: `user${id % 7}@example.com`,
  sender_full_name: "Anna Müller",
  sender_realm_str: "",
  recipient_id: 77,
  type: "stream",
  stream_id: 3,
  display_recipient: "alpha",
  subject: "Release",
  content: `<p>${"The quick brown fox jumps over the lazy dog. ".repeat(8)}${id}</p>`,
  content_type: "text/html",
  client: "website",
  timestamp: 1_750_000_000 + id,
  avatar_url: null,
  is_me_message: false,
  reactions:
    id % 3 ? [] : [{ emoji_name: "tada", emoji_code: "1f389", reaction_type: "unicode_emoji", user_id: 11 }],
  submessages: [],
  topic_links: [],
  flags: ["read"],
});

const text = JSON.stringify({
  result: "success",
  msg: "",
  messages: Array.from({ length: COUNT }, (_, id) => message(id)),
});
const Messages = z.looseObject({ messages: z.array(Message) });

function median(work: () => unknown): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
  return times.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0;
}

const parse = median(() => JSON.parse(text));
const decode = median(() => Messages.parse(JSON.parse(text)));
const bar = 1.3 * parse + 25;
console.log(
  `${(text.length / 1e6).toFixed(1)} MB: JSON.parse ${parse.toFixed(1)} ms, with validation ${decode.toFixed(1)} ms`,
);
console.log(`bar ${bar.toFixed(1)} ms: ${decode <= bar ? "met" : "missed"}`);
