import { memoryQueue } from "@platformq/queue";
import { ConfigurationError } from "@platformq/resilience";
import { describe, expect, it, vi } from "vitest";
import { samplePayloads } from "../src/signing/sample-payloads.js";
import { signZulip } from "../src/signing/sign.js";
import { Webhooks } from "../src/webhooks.js";
import { receive, signAs } from "./support/receive.js";
import { secrets } from "./support/secrets.js";

const project = signAs.openproject(samplePayloads.openproject["project:created"]);
const message = signAs.zulip(samplePayloads.zulip.message);

describe("the handling", () => {
  it.each([
    ["no places", { concurrency: 0 }],
    ["half a place", { concurrency: 1.5 }],
    ["more places than a queue has", { concurrency: 10_001 }],
    ["no attempt", { attempts: 0 }],
  ])("that has %s is refused when it is configured", (_, handling) => {
    expect(() => new Webhooks({ ...secrets, handling })).toThrow(ConfigurationError);
  });

  it("is not begun for half of the platforms: no event is accepted until it is for all", async () => {
    await using queue = memoryQueue();
    const process = queue.process.bind(queue);
    const refuse = vi.spyOn(queue, "process").mockImplementation((name, ...rest) => {
      if (name === "webhooks.openproject") throw new TypeError("taken");
      process(name, ...rest);
    });
    const webhooks = new Webhooks({ ...secrets, queue });
    const handler = vi.fn();
    webhooks.on("openproject", "*", handler);
    for (const _ of [1, 2]) expect((await receive(webhooks, "openproject", project)).status).toBe(503);
    expect(() => webhooks.start()).toThrow("taken");
    expect(await queue.counts()).toMatchObject({ waiting: 0, active: 0 });
    refuse.mockRestore();
    expect((await receive(webhooks, "openproject", project)).status).toBe(202);
    await vi.waitFor(() => expect(handler).toHaveBeenCalledTimes(1));
  });

  it("that cannot begin because the queue is closed is none of Zulip's readers' business", async () => {
    const queue = memoryQueue();
    await queue.close();
    const webhooks = new Webhooks({ ...secrets, queue });
    const missed = vi.fn();
    webhooks.onMissed(missed);
    const forged = signZulip(samplePayloads.zulip.message, "wrong");
    expect((await receive(webhooks, "zulip", forged)).status).toBe(401);
    expect(missed).not.toHaveBeenCalled();
    for (const count of [1, 2]) {
      const answer = await receive(webhooks, "zulip", message);
      expect(answer).toMatchObject({ status: 200, body: '{"response_not_required":true}' });
      expect(missed).toHaveBeenCalledTimes(count);
    }
    expect((await receive(webhooks, "openproject", project)).status).toBe(503);
  });
});
