// A Zulip bot that knows OpenProject: mention it with a number, and it says how that work package stands.
//
// ZULIP_EMAIL and ZULIP_API_KEY are the bot's. Whoever can write to it learns what the account of OPENPROJECT_API_KEY may
// see: take one that sees no more than they may.
import { createPlatform, loadConfig } from "@platformq/config";
import { NotFoundError, type OpenProjectClient } from "@platformq/openproject";
import { block, type Message, mention, type OwnUser, type ZulipClient } from "@platformq/zulip";
import { runExample, UsageError } from "./support/run-example.js";

const usage = `Answers mentions in Zulip with what OpenProject knows of a work package, until Ctrl+C ends it.

  npm run example -- zulip-bot          and in Zulip: @**Your bot** #42
`;

await runExample({ usage }, async ({ args, signal }) => {
  if (args.length > 0) throw new UsageError(`It takes no arguments, and not ${args.join(" ")}.`);
  await using platform = createPlatform(loadConfig({ services: ["zulip", "openproject"] }));
  const { zulip, openproject } = platform;
  const me = await zulip.users.me({ signal });

  console.log(`${me.full_name} is listening`);
  await zulip.events.forEach(
    // Channels without subscription too, so that the bot can be called from anywhere.
    { event_types: ["message"], all_public_streams: true },
    async (event) => {
      if (event.type !== "message") return;
      const question = questionIn(event.message, me);
      if (question !== undefined)
        await reply(zulip, me, event.message, await answerTo(openproject, question));
    },
    { signal, onError: (error) => console.error(error) },
  );
  console.log("Good bye");
  return 0;
});

/** What the bot is asked: what follows its name, or all of a direct message. */
function questionIn({ sender_id, type, content }: Message, me: OwnUser): string | undefined {
  if (sender_id === me.user_id) return undefined;
  const name = [`@**${me.full_name}**`, mention.user(me)].find((name) => content.startsWith(name));
  if (name !== undefined) return content.slice(name.length).trim();
  return type === "private" ? content.trim() : undefined;
}

async function answerTo({ workPackages }: OpenProjectClient, question: string): Promise<string> {
  const id = /^#?(\d+)$/.exec(question)?.[1];
  if (id === undefined) return "Ask me for a work package by its number: `#42`";
  try {
    const { subject, dueDate, _links } = await workPackages.get(id);
    const { type, status, assignee } = _links;
    const facts = [
      status.title,
      assignee?.title ?? "nobody assigned",
      dueDate ? `due ${dueDate}` : "no due date",
    ];
    // As code, so that nobody is notified by what others wrote into a subject.
    return `${type.title} #${id} ${block.inlineCode(subject)}: ${facts.join(", ")}`;
  } catch (error) {
    if (error instanceof NotFoundError) return `There is no work package #${id}, or I may not see it.`;
    throw error;
  }
}

async function reply(zulip: ZulipClient, me: OwnUser, message: Message, content: string): Promise<void> {
  const { id, type, stream_id, subject: topic, display_recipient } = message;
  // Where the answer to a send is lost, this looks for the message before it sends it again.
  const options = { dedupeKey: `answer-${id}` };
  if (type === "stream" && stream_id !== undefined) {
    await zulip.messages.sendOnce({ type: "channel", to: stream_id, topic, content }, options);
  } else if (typeof display_recipient !== "string") {
    const to = display_recipient.map(({ id }) => id).filter((id) => id !== me.user_id);
    await zulip.messages.sendOnce({ type: "direct", to, content }, options);
  }
}
