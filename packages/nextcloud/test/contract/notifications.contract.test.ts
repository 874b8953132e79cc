import { ForbiddenError, NotFoundError } from "@platformq/resilience";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Account, checkApp, openTarget, type Target } from "./nextcloud.js";

let target: Target;
let ada: Account;

beforeAll(async () => {
  target = await openTarget();
  ada = await target.addUser("ada");
});

afterAll(() => target[Symbol.asyncDispose]());

test("notifications are sent, read and dismissed", async () => {
  const { notifications } = ada.client;
  const admin = target.client.notifications;
  await checkApp(
    target,
    "notifications",
    () => notifications.list(),
    async () => {
      await admin.create(ada.id, { shortMessage: "Hello", longMessage: "World" });
      const { id } = await admin.createRich(ada.id, {
        subject: "See {user}",
        subjectParameters: { user: { type: "user", id: ada.id, name: "Ada" } },
      });
      const own = (await notifications.list()).filter(({ app }) => app === "admin_notifications");
      expect(own.map(({ message }) => message)).toEqual(["", "World"]);
      expect(own[0]).toMatchObject({ id, user: ada.id, subjectRichParameters: { user: { id: ada.id } } });
      expect(Math.abs(Date.now() - Number(own[0]?.createdAt))).toBeLessThan(600_000);
      expect((await notifications.get(id)).id).toBe(id);
      expect(await notifications.existing([id, 2_000_000_000])).toEqual([id]);
      await notifications.delete(id);
      await expect(notifications.get(id)).rejects.toBeInstanceOf(NotFoundError);
      await notifications.deleteAll();
      expect(await notifications.list()).toEqual([]);
    },
  );
});

test("only administrators send them, and only to those who exist", async () => {
  const params = { shortMessage: "x" };
  const toNobody = () => target.client.notifications.create(`${target.name}-nobody`, params);
  await expect(toNobody()).rejects.toBeInstanceOf(NotFoundError);
  await checkApp(target, "notifications", toNobody, async () => {
    const call = ada.client.notifications.create(ada.id, params);
    await expect(call).rejects.toBeInstanceOf(ForbiddenError);
    await ada.client.notifications.updateSettings({
      batchSetting: 3,
      soundNotification: "no",
      soundTalk: "no",
    });
  });
});
