import { BadRequestError, NotFoundError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let client: (typeof server)["client"];

beforeEach(async () => {
  server = await startNextcloud();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

const absence = { shortMessage: "Away", message: "Back soon" };
const today = () => new Date().toISOString().slice(0, 10);

test("an absence is announced, read and taken back", async () => {
  const params = { ...absence, firstDay: "2099-08-01", lastDay: "2099-08-14", replacementUserId: "anna" };
  expect(await client.outOfOffice.set("admin", params)).toMatchObject({ ...params, userId: "admin" });
  expect(await client.outOfOffice.get("admin")).toMatchObject(params);
  await expect(client.outOfOffice.current("admin")).rejects.toBeInstanceOf(NotFoundError);
  await client.outOfOffice.clear("admin");
  await expect(client.outOfOffice.get("admin")).rejects.toBeInstanceOf(NotFoundError);
});

test("an absence under way tells when it ends", async () => {
  await client.outOfOffice.set("admin", { ...absence, firstDay: today(), lastDay: "2099-01-01" });
  expect(await client.outOfOffice.current("admin")).toMatchObject({
    shortMessage: "Away",
    start: new Date(today()),
    end: new Date("2099-01-01T23:59:59Z"),
  });
});

test("one that ends before it begins is refused", async () => {
  const params = { ...absence, firstDay: "2099-08-14", lastDay: "2099-08-01" };
  await expect(client.outOfOffice.set("admin", params)).rejects.toBeInstanceOf(BadRequestError);
});

describe("reminders", () => {
  test("are set, read and taken back", async () => {
    await client.files.upload("later.txt", "x");
    const { fileId } = await client.files.stat("later.txt");
    expect(await client.reminders.get(fileId)).toBeNull();
    const due = new Date("2099-01-02T03:04:05Z");
    await client.reminders.set(fileId, due);
    expect(await client.reminders.get(fileId)).toEqual(due);
    await client.reminders.delete(fileId);
    await expect(client.reminders.delete(fileId)).rejects.toBeInstanceOf(NotFoundError);
    await expect(client.reminders.set(fileId, new Date(0))).rejects.toBeInstanceOf(BadRequestError);
    await expect(client.reminders.set(999_999, due)).rejects.toBeInstanceOf(NotFoundError);
  });
});
