import { ResilienceState } from "@platformq/resilience";
import { ZulipClient } from "@platformq/zulip";

/** Milliseconds for 5,000 messages: the least of some rounds, because what else the machine does only adds. */
export interface Decoding {
  readonly parse: number;
  /** A whole call of the client, from the answer's bytes to messages. */
  readonly list: number;
}

const COUNT = 5_000;
const ROUNDS = 30;

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

/** Decodes and validates messages without a network, beside JSON.parse alone on the same bytes. */
export async function measureDecoding(): Promise<Decoding> {
  const messages = Array.from({ length: COUNT }, (_, id) => message(id));
  const text = JSON.stringify({ result: "success", msg: "", messages, found_oldest: true });
  const bytes = Buffer.from(text);
  await using client = new ZulipClient({
    baseUrl: "http://localhost",
    email: "bench@example.com",
    apiKey: "0".repeat(32),
    state: new ResilienceState(),
    rateLimit: false,
    fetch: async () => new Response(bytes, { headers: { "content-type": "application/json" } }),
  });
  let parse = Number.POSITIVE_INFINITY;
  let list = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    parse = Math.min(parse, await timed(() => JSON.parse(text)));
    list = Math.min(list, await timed(() => client.messages.list({ num_before: COUNT })));
  }
  return { parse, list };
}

async function timed(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
