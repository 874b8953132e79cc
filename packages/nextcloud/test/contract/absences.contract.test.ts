import { BadRequestError, NotFoundError } from "@platformq/resilience";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Account, checkApp, openTarget, type Target } from "./nextcloud.js";

let target: Target;
let ada: Account;

beforeAll(async () => {
  target = await openTarget();
  ada = await target.addUser("ada");
});

afterAll(() => target[Symbol.asyncDispose]());

const DAY_MS = 86_400_000;
const day = (inDays: number) => new Date(Date.now() + inDays * DAY_MS).toISOString().slice(0, 10);
const message = { shortMessage: "Away", message: "Back next week" };

test("an absence is announced, replaced and taken back", async () => {
  const { outOfOffice } = ada.client;
  const later = { ...message, firstDay: day(30), lastDay: day(40) };
  expect(await outOfOffice.set(ada.id, later)).toMatchObject({ userId: ada.id, ...later });
  const now = {
    ...message,
    firstDay: day(-1),
    lastDay: day(7),
    replacementUserId: (await target.client.users.me()).id,
  };
  await outOfOffice.set(ada.id, now);
  expect(await outOfOffice.get(ada.id)).toMatchObject(now);
  const current = await target.client.outOfOffice.current(ada.id);
  expect(current).toMatchObject({ ...message, userId: ada.id });
  expect(Number(current.start)).toBeLessThan(Date.now());
  expect(Number(current.end)).toBeGreaterThan(Date.now());
  await outOfOffice.clear(ada.id);
  await expect(outOfOffice.get(ada.id)).rejects.toBeInstanceOf(NotFoundError);
});

test("an absence that cannot be is refused", async () => {
  const { outOfOffice } = ada.client;
  const backwards = { ...message, firstDay: day(7), lastDay: day(1) };
  await expect(outOfOffice.set(ada.id, backwards)).rejects.toBeInstanceOf(BadRequestError);
  const nobody = { ...message, firstDay: day(1), lastDay: day(2), replacementUserId: `${target.name}-no` };
  await expect(outOfOffice.set(ada.id, nobody)).rejects.toBeInstanceOf(NotFoundError);
});

test("a file's reminder is set, moved and taken back", async () => {
  const { files, reminders } = ada.client;
  await files.upload("later.txt", "x");
  const { fileId } = await files.stat("later.txt");
  const due = new Date("2099-01-02T03:04:05Z");
  await checkApp(
    target,
    "files_reminders",
    () => reminders.get(fileId),
    async () => {
      expect(await reminders.get(fileId)).toBeNull();
      await reminders.set(fileId, new Date("2098-01-01T00:00:00Z"));
      await reminders.set(fileId, due);
      expect(await reminders.get(fileId)).toEqual(due);
      await expect(reminders.set(fileId, new Date(0))).rejects.toBeInstanceOf(BadRequestError);
      await expect(reminders.set(2_000_000_000, due)).rejects.toBeInstanceOf(NotFoundError);
      await reminders.delete(fileId);
      await expect(reminders.delete(fileId)).rejects.toBeInstanceOf(NotFoundError);
    },
  );
});
