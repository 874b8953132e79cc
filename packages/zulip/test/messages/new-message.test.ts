import { InvalidInputError } from "@platformq/resilience";
import { expect, test } from "vitest";
import { startZulip } from "../fake-zulip.js";

test("recipients that the server would refuse are refused before", async () => {
  await using server = await startZulip();
  const send = (to: readonly (number | string)[]) =>
    // A caller in JavaScript has no types to stop this.
    server.client.messages.send({ type: "direct", to: to as number[], content: "Hi" });
  await expect(send([])).rejects.toThrow("A direct message needs a recipient");
  await expect(send([11, "anna@example.com"])).rejects.toBeInstanceOf(InvalidInputError);
  expect(server.fake.requests).toEqual([]);
});

test("a channel is called by the name that old servers know", async () => {
  await using server = await startZulip();
  await server.client.channels.subscribe({ subscriptions: [{ name: "null" }] });
  await server.client.messages.send({ type: "channel", to: "null", topic: "t", content: "Hi" });
  expect(server.fake.requests.at(-1)).toMatchObject({
    body: { type: "stream", to: '"null"', topic: "t", content: "Hi" },
    status: 200,
  });
});
