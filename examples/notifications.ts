// Notifies two people: one gets a digest of what is not urgent, the other is left alone on a day off.
import { join } from "node:path";
import { createPlatform, loadConfig } from "@platformq/config";
import {
  md,
  type NotificationEvent,
  NotificationService,
  type Preferences,
  template,
} from "@platformq/orchestration";
import { lmdbQueue } from "@platformq/queue/lmdb";
import { z } from "zod";
import { runExample, UsageError } from "./support/run-example.js";

const usage = `Sends notifications to two people: a digest to the one, and to the other, on a day off, only what is urgent.

  npm run example -- notifications EMAIL EMAIL
  npm run example -- notifications anna@example.com ben@example.com --fakes

What quiet hours hold back waits in .platformq/outbox.lmdb, and goes out in the first run after they end.
`;

const templates = {
  changed: template(z.object({ subject: z.string(), by: z.string() }), {
    text: ({ subject, by }) => md`${by} changed **${subject}**`,
  }),
  outage: template(z.object({ service: z.string() }), {
    text: ({ service }) => md`**${service}** is down`,
  }),
};

const interrupted = "what was accepted waits for the next run, which sends its own as well";

await runExample({ usage, interrupted }, async ({ args, signal, folder }) => {
  const [busy, away, ...more] = args;
  if (busy === undefined || away === undefined || more.length > 0) {
    throw new UsageError("Whom to notify? It needs the addresses of two people.");
  }
  let failures = 0;
  await using platform = createPlatform(loadConfig());
  await using outbox = lmdbQueue({ path: join(folder, "outbox.lmdb") });
  const preferences = preferencesFor(busy, away);
  await using notifications = new NotificationService(platform, {
    templates,
    queue: outbox,
    preferencesOf: (who) => preferences[who],
    onEvent(event) {
      if (event.type === "failed") failures++;
      console.log(describe(event));
    },
  });

  const everybody = { users: [busy, away] };
  // Three make a digest for the one; the other gets each of them, tomorrow.
  for (const subject of ["Land on the moon", "Plant the flag", "Fly home"]) {
    signal.throwIfAborted();
    const data = { subject, by: "Chloe" };
    await notifications.send({ audience: everybody, template: "changed", data, digest: "Apollo" });
  }
  // This goes out at once, to both: `critical` breaks through quiet hours and is never collected.
  await notifications.send({
    audience: everybody,
    template: "outage",
    data: { service: "Mission control" },
    priority: "critical",
  });
  await notifications.drain();
  signal.throwIfAborted();
  return failures === 0 ? 0 : 1;
});

function preferencesFor(busy: string, away: string): Readonly<Record<string, Preferences>> {
  const timeZone = "Europe/Berlin";
  // So that there is something to see at any hour, today is a holiday.
  const today = new Intl.DateTimeFormat("en-CA", { timeZone }).format();
  return {
    [busy]: { digest: { maxItems: 3, at: ["09:00", "16:00"] } },
    [away]: {
      digest: false,
      timeZone,
      quietHours: { windows: [{ from: "20:00", to: "07:00" }], weekends: true, holidays: [today] },
    },
  };
}

function describe(event: NotificationEvent): string {
  if (event.type === "failed") {
    const { error, retryAfterMs } = event;
    const next = retryAfterMs === undefined ? "given up" : `again in ${Math.ceil(retryAfterMs / 1000)} s`;
    return `failed     ${error instanceof Error ? error.message : error} (${next})`;
  }
  const who = event.target.kind === "person" ? event.target.who : event.target.kind;
  if (event.type === "held") return `held       for ${who} until ${event.until.toISOString()}`;
  if (event.type === "delivered") return `delivered  to ${who} by ${event.platform}`;
  return `${event.type.padEnd(10)} for ${who}`;
}
