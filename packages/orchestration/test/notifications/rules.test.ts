import type { MockServers } from "@platformq/testing";
import { ManualClock } from "@platformq/testing";
import { samplePayloads, signOpenProject, toEvent, type WebhookEvent, Webhooks } from "@platformq/webhooks";
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { md } from "../../src/notifications/markup/markup.js";
import { NotificationService } from "../../src/notifications/notification-service.js";
import {
  type ActivityEvent,
  type EventSource,
  notificationOf,
  type Rule,
  ruleKeys,
} from "../../src/notifications/rules.js";
import { template } from "../../src/notifications/template.js";
import { startPlatform } from "./support/platform.js";

const templates = {
  created: template(z.object({ subject: z.string() }), { text: ({ subject }) => md`Created: ${subject}` }),
  changed: template(z.object({ what: z.string() }), { text: ({ what }) => md`Changed: ${what}` }),
};

const rules: readonly Rule<typeof templates, WebhookEvent>[] = [
  {
    on: "openproject:work_package:created",
    when: ({ data }) => data.work_package.subject !== "Boring",
    audience: { users: ["anna@example.com"] },
    template: "created",
    data: ({ data }) => ({ subject: data.work_package.subject ?? "" }),
    priority: ({ user }) => (user === undefined ? "normal" : "high"),
  },
  {
    on: "openproject:*",
    audience: ({ platform }) => ({ channel: platform, topic: "Log" }),
    template: "changed",
    data: ({ name }) => ({ what: name }),
    digest: ({ type }) => type,
  },
];

describe("rules", () => {
  const event = (name: string, id = "1"): ActivityEvent => ({ id, name, data: { subject: "S" } });
  const onlyOn = (on: string): Rule<typeof templates, ActivityEvent> => ({
    on,
    audience: { users: ["anna"] },
    template: "changed",
    data: ({ name }) => ({ what: name }),
  });

  it("are for events of a name, or of the beginning of one", () => {
    const isFor = (on: string, name: string) => notificationOf(onlyOn(on), "", event(name)) !== undefined;
    expect(isFor("zulip:message", "zulip:message")).toBe(true);
    expect(isFor("zulip:message", "zulip:message:more")).toBe(false);
    expect(isFor("nextcloud:file_*", "nextcloud:file_created")).toBe(true);
    expect(isFor("*", "openproject:project:created")).toBe(true);
    expect(isFor("nextcloud:file_*", "zulip:message")).toBe(false);
  });

  it("give each notification a key of its own, the same for the same event", () => {
    const key = (rule: string, id: string) => notificationOf(onlyOn("a"), rule, event("a", id))?.dedupeKey;
    expect(key("r", "1")).toBe(key("r", "1"));
    expect(new Set([key("r", "1"), key("r", "2"), key("s", "1")]).size).toBe(3);
  });

  it("have names of their own that stay when others are added before them", () => {
    const [first, second, third] = ruleKeys([onlyOn("a"), onlyOn("b"), onlyOn("b")]);
    expect(new Set([first, second, third]).size).toBe(3);
    expect(ruleKeys([onlyOn("c"), onlyOn("b"), onlyOn("a"), onlyOn("b")])).toEqual([
      expect.anything(),
      second,
      first,
      third,
    ]);
  });

  it("take the events of the webhooks package", () => {
    expectTypeOf<WebhookEvent>().toExtend<ActivityEvent>();
    expectTypeOf<Webhooks>().toExtend<EventSource<WebhookEvent>>();
  });

  it("take only the data of their template", () => {
    const rule = { on: "zulip:message", audience: { users: ["anna"] }, template: "created" } as const;
    expectTypeOf({ ...rule, data: () => ({ subject: "" }) }).toExtend<Rule<typeof templates, WebhookEvent>>();
    expectTypeOf({ ...rule, data: () => ({ what: "" }) }).not.toExtend<
      Rule<typeof templates, WebhookEvent>
    >();
  });
});

describe("a notification service connected to webhooks", () => {
  let clock: ManualClock;
  let servers: MockServers;
  let clients: Awaited<ReturnType<typeof startPlatform>>["clients"];
  let webhooks: Webhooks;
  let service: NotificationService<typeof templates, WebhookEvent>;
  beforeEach(async () => {
    clock = new ManualClock("2026-03-02T12:00:00Z");
    ({ servers, clients } = await startPlatform(clock));
    await clients.zulip.channels.subscribe({ subscriptions: [{ name: "openproject" }] });
    service = new NotificationService(clients, { templates, rules, clock });
    webhooks = new Webhooks({ openproject: { secrets: "secret" } });
  });
  afterEach(async () => {
    await webhooks.close();
    await service.close({ timeoutMs: 0 });
    await servers.close();
  });

  const contents = () => [...servers.zulip.fake.state.messages.values()].map(({ content }) => content);
  const receive = (payload: object) => {
    const { headers, body } = signOpenProject(payload, "secret");
    return webhooks.receive({
      platform: "openproject",
      method: "POST",
      headers: new Headers(headers),
      body: typeof body === "string" ? Buffer.from(body) : body,
      remoteAddress: "127.0.0.1",
    });
  };

  it("tells of a verified webhook as its rules say, once", async () => {
    const disconnect = service.connect(webhooks);
    const handled = new Promise<WebhookEvent>((resolve) => {
      webhooks.onAny((event) => resolve(event));
    });
    await receive(samplePayloads.openproject["work_package:created"]);
    const seen = await handled;
    await service.drain();
    await service.flush();
    await service.drain();
    expect(contents().sort()).toEqual([
      "**work_package:created**: 1 update\n* Changed: openproject:work_package:created",
      "Created: Write the plan",
    ]);
    expect(await service.handle(seen)).toMatchObject([{ duplicate: true }, { duplicate: true }]);
    await service.drain();
    expect(contents()).toHaveLength(2);
    disconnect();
  });

  it("follows the other rules when one fails, and hears of it", async () => {
    const event = toEvent({
      id: "1",
      platform: "openproject",
      via: "webhook",
      verification: "hmac-sha1",
      receivedAt: Date.parse("2026-03-02T12:00:00Z"),
      raw: samplePayloads.openproject["work_package:created"],
    });
    const broken: Rule<typeof templates, WebhookEvent> = {
      on: "*",
      audience: { users: ["anna"] },
      template: "changed",
      data: () => {
        throw new Error("no such field");
      },
    };
    const failing = new NotificationService(clients, { templates, rules: [broken, ...rules], clock });
    await expect(failing.handle(event)).rejects.toThrow("no such field");
    await failing.close();
    expect(contents()).toHaveLength(2);
  });

  it("tells nobody of an event whose audience is nobody", async () => {
    const toNobody = new NotificationService<typeof templates>(clients, {
      templates,
      clock,
      rules: [{ on: "*", audience: { users: [] }, template: "changed", data: () => ({ what: "" }) }],
    });
    expect(await toNobody.handle({ id: "1", name: "any", data: {} })).toEqual([]);
    await toNobody.close();
  });
});
