import { ConflictError, NotFoundError } from "@platformq/resilience";
import { beforeEach, expect, test } from "vitest";
import { startZulip } from "../fake-zulip.js";

let server: Awaited<ReturnType<typeof startZulip>>;
let reactions: (typeof server)["client"]["reactions"];
let id: number;

beforeEach(async () => {
  server = await startZulip();
  reactions = server.client.reactions;
  ({ id } = await server.client.messages.send({ type: "direct", to: [11], content: "Hi" }));
  return () => server[Symbol.asyncDispose]();
});

const tada = { emoji_name: "tada" };
const shown = async () =>
  (await server.client.messages.get(id)).reactions.map(({ emoji_name }) => emoji_name);

test("a reaction is added and removed", async () => {
  await reactions.add(id, tada);
  expect(await shown()).toEqual(["tada"]);
  await reactions.remove(id, { emoji_code: "1f389", reaction_type: "unicode_emoji" });
  expect(await shown()).toEqual([]);
});

test("a reaction that is there, or not there, is an error", async () => {
  await expect(reactions.remove(id, tada)).rejects.toBeInstanceOf(NotFoundError);
  await reactions.add(id, tada);
  await expect(reactions.add(id, tada)).rejects.toBeInstanceOf(ConflictError);
});

test("after a lost answer it is what was wanted", async () => {
  server.faults.next({ match: "POST", reset: "before-response", handled: true });
  await reactions.add(id, tada);
  expect(await shown()).toEqual(["tada"]);
  server.faults.next({ match: "DELETE", reset: "before-response", handled: true });
  await reactions.remove(id, tada);
  expect(await shown()).toEqual([]);
});

test("after a lost answer another refusal is still one", async () => {
  server.faults.next({ match: "POST", status: 502 });
  const refused = reactions.add(id, { emoji_name: "no_such_emoji" });
  await expect(refused).rejects.toMatchObject({ name: "BadRequestError[BAD_REQUEST]" });
});
