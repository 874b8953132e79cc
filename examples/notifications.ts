// Notifies two people: one gets a digest of what is not urgent, the other is left alone on a day off.
//
//   node --import tsx examples/notifications.ts anna@example.com ben@example.com
//
// What quiet hours hold back waits in .platformq/outbox.lmdb and goes out in the first run after they end.
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

const [busy = "anna@example.com", away = "ben@example.com"] = process.argv.slice(2);
const timeZone = "Europe/Berlin";
// So that there is something to see at any hour, today is a holiday.
const today = new Intl.DateTimeFormat("en-CA", { timeZone }).format();

const preferences: Readonly<Record<string, Preferences>> = {
  [busy]: { digest: { maxItems: 3, at: ["09:00", "16:00"] } },
  [away]: {
    digest: false,
    timeZone,
    quietHours: { windows: [{ from: "20:00", to: "07:00" }], weekends: true, holidays: [today] },
  },
};

const templates = {
  changed: template(z.object({ subject: z.string(), by: z.string() }), {
    text: ({ subject, by }) => md`${by} changed **${subject}**`,
  }),
  outage: template(z.object({ service: z.string() }), {
    text: ({ service }) => md`**${service}** is down`,
  }),
};

await using platform = createPlatform(loadConfig());
await using outbox = lmdbQueue({ path: ".platformq/outbox.lmdb" });
await using notifications = new NotificationService(platform, {
  templates,
  queue: outbox,
  preferencesOf: (who) => preferences[who],
  onEvent: (event) => console.log(describe(event)),
});

const everybody = { users: [busy, away] };
// Three make a digest for the one; the other gets each of them, tomorrow.
for (const subject of ["Land on the moon", "Plant the flag", "Fly home"]) {
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

function describe(event: NotificationEvent): string {
  if (event.type === "failed") return `failed     ${event.error}`;
  const who = event.target.kind === "person" ? event.target.who : event.target.kind;
  if (event.type === "held") return `held       for ${who} until ${event.until.toISOString()}`;
  if (event.type === "delivered") return `delivered  to ${who} by ${event.platform}`;
  return `${event.type.padEnd(10)} for ${who}`;
}
