import { BadRequestError, ConflictError, NotFoundError } from "@platformq/resilience";
import { beforeAll, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let client: (typeof server)["client"];

beforeAll(async () => {
  server = await startNextcloud();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

const task = { type: "core:text2text", input: { input: "Say hello" }, appId: "platformq" };

test("a task is scheduled, found, cancelled and deleted", async () => {
  const { taskProcessing } = client;
  expect((await taskProcessing.types())["core:text2text"]?.inputShape.input?.type).toBe("Text");
  const created = await taskProcessing.schedule({ ...task, customId: "mine" });
  expect(created).toMatchObject({
    ...task,
    customId: "mine",
    status: "STATUS_SCHEDULED",
    output: null,
    scheduledAt: expect.any(Date),
    endedAt: null,
  });
  expect(await taskProcessing.get(created.id)).toEqual(created);
  expect(await taskProcessing.list({ type: task.type, customId: "mine" })).toEqual([created]);
  expect(await taskProcessing.list({ customId: "other" })).toEqual([]);
  expect(await taskProcessing.listByApp("platformq", { customId: "mine" })).toEqual([created]);
  expect((await taskProcessing.cancel(created.id)).status).toBe("STATUS_CANCELLED");
  await taskProcessing.delete(created.id);
  await taskProcessing.delete(created.id);
  await expect(taskProcessing.get(created.id)).rejects.toBeInstanceOf(NotFoundError);
});

test("files of a task are named by number, and downloaded", async () => {
  await client.files.upload("speech.mp3", "sound");
  const { fileId } = await client.files.stat("speech.mp3");
  const { id } = await client.taskProcessing.schedule({
    ...task,
    type: "core:audio2text",
    input: { input: fileId },
  });
  expect((await client.taskProcessing.downloadFile(id, fileId)).toString()).toBe("sound");
  await expect(client.taskProcessing.downloadFile(id, 999_999)).rejects.toBeInstanceOf(NotFoundError);
});

test("a task nobody is there for, or without what it needs, is refused", async () => {
  const unknown = client.taskProcessing.schedule({ ...task, type: "core:none" });
  await expect(unknown).rejects.toBeInstanceOf(ConflictError);
  const empty = client.taskProcessing.schedule({ ...task, input: {} });
  await expect(empty).rejects.toBeInstanceOf(BadRequestError);
});
