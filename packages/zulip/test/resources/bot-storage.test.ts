import { BadRequestError } from "@platformq/resilience";
import { expect, test } from "vitest";
import { startZulip } from "../fake-zulip.js";

test("a bot keeps texts by key", async () => {
  await using server = await startZulip();
  const { user_id, api_key } = await server.client.bots.create({ full_name: "Helper", short_name: "helper" });
  const { email } = await server.client.users.get(user_id);
  const { botStorage } = server.connect({ email, apiKey: api_key });
  await botStorage.update({ a: "1", b: "{}" });
  expect(server.fake.requests.at(-1)).toMatchObject({
    method: "PUT",
    path: "/api/v1/bot_storage",
    body: { storage: '{"a":"1","b":"{}"}' },
  });
  expect(await botStorage.get()).toEqual({ a: "1", b: "{}" });
  expect(await botStorage.get({ keys: ["b"] })).toEqual({ b: "{}" });
  await botStorage.remove({ keys: ["a"] });
  await expect(botStorage.get({ keys: ["a"] })).rejects.toBeInstanceOf(BadRequestError);
});

test("a person has no such storage", async () => {
  await using server = await startZulip();
  await expect(server.client.botStorage.get()).rejects.toBeInstanceOf(BadRequestError);
});
