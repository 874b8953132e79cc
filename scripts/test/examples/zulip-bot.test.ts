import { OpenProjectClient } from "@platformq/openproject";
import { environmentOf, type MockServers, startMockServers } from "@platformq/testing";
import { ZulipClient } from "@platformq/zulip";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RunningScript, startScript } from "../run-script.js";

describe("examples/zulip-bot.ts", () => {
  let servers: MockServers;
  let bot: RunningScript;
  let anna: ZulipClient;
  let id: number;

  beforeEach(async () => {
    servers = await startMockServers();
    const { zulip, openproject } = servers;
    anna = new ZulipClient({
      baseUrl: zulip.url,
      email: "anna@example.com",
      apiKey: "testkeyanna".padEnd(32, "0"),
    });
    await anna.channels.subscribe({ subscriptions: [{ name: "moon" }] });
    await using projects = new OpenProjectClient({ baseUrl: openproject.url, apiKey: openproject.apiKey });
    await projects.projects.create({ name: "Apollo" });
    const created = await projects.workPackages.create({
      project: "apollo",
      subject: "Land @**all**",
      dueDate: "2026-12-01",
    });
    id = created.id;
    bot = startScript("examples/zulip-bot.ts", [], { env: environmentOf(servers) });
    await expect
      .poll(() => zulip.fake.requests.some(({ path }) => path.endsWith("/register")), { timeout: 10_000 })
      .toBe(true);
  });
  afterEach(async () => {
    await bot[Symbol.asyncDispose]();
    await anna.close();
    await servers.close();
  });

  const answers = (): string[] =>
    [...servers.zulip.fake.state.messages.values()].flatMap(({ sender_id, content }) =>
      sender_id === 10 ? content : [],
    );

  it("answers mentions in channels and direct messages, and nothing else, until it is interrupted", async () => {
    const say = (content: string) =>
      anna.messages.send({ type: "channel", to: "moon", topic: "Landing", content });
    await say("Who knows #1?");
    await say(`@**Ada Admin** #${id}`);
    await say("@**Ada Admin|10** 4711");
    await anna.messages.send({ type: "direct", to: [10], content: "hello" });
    await expect
      .poll(answers, { timeout: 10_000 })
      .toEqual([
        `Task #${id} \`Land @**all**\`: New, nobody assigned, due 2026-12-01`,
        "There is no work package #4711, or I may not see it.",
        "Ask me for a work package by its number: `#42`",
      ]);
    const { code, stdout, stderr } = await bot.interrupt();
    expect(stdout).toBe("Ada Admin is listening\nGood bye\n");
    expect(stderr).toBe("");
    expect(code).toBe(0);
  });

  it("goes on after a question it could not answer", async () => {
    servers.openproject.faults.next({ status: 403 });
    const ask = () => anna.messages.send({ type: "direct", to: [10], content: `#${id}` });
    await ask();
    await bot.said(/403/);
    await ask();
    await expect.poll(answers, { timeout: 10_000 }).toHaveLength(1);
  });
});
