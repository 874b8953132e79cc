import { ManualClock } from "@platformq/testing";
import { z } from "zod";
import type { DeadNotification } from "../../../src/notifications/dead-notifications.js";
import { md } from "../../../src/notifications/markup/markup.js";
import type { NotificationEvent } from "../../../src/notifications/notification-event.js";
import { NotificationService } from "../../../src/notifications/notification-service.js";
import type { NotificationServiceOptions } from "../../../src/notifications/options.js";
import type { Preferences } from "../../../src/notifications/preferences.js";
import type { ActivityEvent } from "../../../src/notifications/rules.js";
import { template } from "../../../src/notifications/template.js";
import { startPlatform } from "./platform.js";

export const templates = {
  note: template(z.object({ text: z.string() }), { text: ({ text }) => md`Note: ${text}` }),
  assigned: template(z.object({ to: z.string(), subject: z.string() }), {
    text: ({ to, subject }) => md`${md.user(to)}, **${subject}** is yours`,
    digest: ({ subject }) => md`yours: ${subject}`,
  }),
  toAll: template(z.object({}), {
    text: () => md`${md.group("crew")} in ${md.channel("alpha")} with ${md.silentUser("ben")}`,
  }),
};

export const [anna, ben, chloe] = ["anna@example.com", "ben@example.com", "chloe@example.com"];

export type World = Awaited<ReturnType<typeof startWorld>>;

type Options = Partial<NotificationServiceOptions<typeof templates, ActivityEvent>>;

/** Starts platforms and a notification service in a time that stands still. */
export async function startWorld() {
  const clock = new ManualClock("2026-03-02T12:00:00Z");
  const { servers, clients } = await startPlatform(clock);
  const events: NotificationEvent[] = [];
  const world = {
    clock,
    servers,
    clients,
    /** How people want to be notified, by their addresses. */
    preferences: {} as Record<string, Preferences>,
    service: newService(),
    newService,

    eventsOf<Type extends NotificationEvent["type"]>(type: Type) {
      return events.filter(
        (event): event is Extract<NotificationEvent, { type: Type }> => event.type === type,
      );
    },

    /** What arrived in Zulip: whom it was sent to, and the text. */
    inZulip(): string[] {
      const { messages, users, streams } = servers.zulip.fake.state;
      const nameOf = (id: number): string => users.get(id)?.delivery_email.split("@")[0] ?? "nobody";
      return [...messages.values()].map(({ stream_id, topic, recipients, content }) => {
        const people = recipients.map(nameOf).filter((name) => name !== "admin");
        const channel = stream_id === undefined ? undefined : streams.get(stream_id);
        return `${channel ? `${channel.name}>${topic}` : people.sort().join("+")}: ${content}`;
      });
    },

    /** What arrived in somebody's Nextcloud. */
    async inNextcloud(user: string): Promise<{ subject: string; message: string }[]> {
      const { url, fake } = servers.nextcloud;
      const path = "ocs/v2.php/apps/notifications/api/v2/notifications?format=json";
      const credential = btoa(`${user}:${fake.state.users.get(user)?.password}`);
      const answer = await fetch(`${url}/${path}`, {
        headers: { authorization: `Basic ${credential}`, "ocs-apirequest": "true" },
      });
      const list = z.object({ subject: z.string(), message: z.string() }).array();
      return z.object({ ocs: z.object({ data: list }) }).parse(await answer.json()).ocs.data;
    },

    async dead(): Promise<DeadNotification[]> {
      const all: DeadNotification[] = [];
      for await (const letter of world.service.dead.list()) all.push(letter);
      return all;
    },

    async close(): Promise<void> {
      await world.service.close({ timeoutMs: 0 });
      await servers.close();
    },
  };
  return world;

  function newService(options: Options = {}): NotificationService<typeof templates> {
    return new NotificationService(clients, {
      templates,
      clock,
      preferencesOf: (who) => world.preferences[who],
      onEvent: (event) => events.push(event),
      ...options,
    });
  }
}
