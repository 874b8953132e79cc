import { BadRequestError, NotFoundError } from "@platformq/resilience";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { StatusType } from "../../src/index.js";
import { type Account, checkApp, openTarget, type Target } from "./nextcloud.js";

let target: Target;
let ada: Account;

beforeAll(async () => {
  target = await openTarget();
  ada = await target.addUser("ada");
});

afterAll(() => target[Symbol.asyncDispose]());

test("a status is set, seen by others, taken from a proposal and cleared", async () => {
  const { userStatus } = ada.client;
  await checkApp(
    target,
    "user_status",
    () => userStatus.predefined(),
    async () => {
      const clearAt = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000);
      expect(await userStatus.setStatus("dnd")).toMatchObject({ userId: ada.id, status: "dnd" });
      const message = { message: "Composing", icon: "😀", clearAt };
      expect(await userStatus.setMessage(message)).toMatchObject(message);
      expect(await target.client.userStatus.get(ada.id)).toMatchObject({ status: "dnd", ...message });
      const plain = { message: "Thinking", icon: null, clearAt: null };
      expect(await userStatus.setMessage(plain)).toMatchObject(plain);

      const [first] = await userStatus.predefined();
      const messageId = first?.id ?? "";
      expect(await userStatus.setPredefinedMessage(messageId, { clearAt })).toMatchObject({
        messageId,
        messageIsPredefined: true,
        clearAt,
      });
      await userStatus.clearMessage();
      expect(await userStatus.current()).toMatchObject({ message: null, icon: null, status: "dnd" });
      expect(await userStatus.heartbeat("online")).toBeUndefined();
      expect(await userStatus.revert(messageId)).toBeUndefined();
      expect((await target.client.userStatus.list()).items).toEqual(expect.any(Array));
    },
  );
});

test("what is no status is refused", async () => {
  const { userStatus } = ada.client;
  const none = () => target.client.userStatus.get(`${target.name}-nobody`);
  await expect(none()).rejects.toBeInstanceOf(NotFoundError);
  await checkApp(target, "user_status", none, async () => {
    const newer: string = "asleep";
    const calls = [
      () => userStatus.setStatus(newer as StatusType),
      () => userStatus.setMessage({ message: "x", icon: "xx" }),
      () => userStatus.setMessage({ message: "x", clearAt: new Date("2000-01-01") }),
      () => userStatus.setPredefinedMessage("no-such-message"),
    ];
    for (const call of calls) await expect(call()).rejects.toBeInstanceOf(BadRequestError);
  });
});
