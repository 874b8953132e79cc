import { BadRequestError, ForbiddenError, NotFoundError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let client: (typeof server)["client"];

beforeEach(async () => {
  server = await startNextcloud();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

describe("comments", () => {
  let fileId: number;

  beforeEach(async () => {
    await client.files.upload("discussed.txt", "x");
    ({ fileId } = await client.files.stat("discussed.txt"));
  });

  test("are written, changed and deleted", async () => {
    const id = await client.comments.create(fileId, "Hi @anna & <all>");
    expect((await client.comments.list(fileId)).items).toEqual([
      {
        id,
        message: "Hi @anna & <all>",
        actorType: "users",
        actorId: "admin",
        actorDisplayName: expect.any(String),
        createdAt: expect.any(Date),
        isUnread: false,
      },
    ]);
    await client.comments.update(fileId, id, "Bye");
    expect((await client.comments.list(fileId)).items[0]?.message).toBe("Bye");
    await client.comments.delete(fileId, id);
    expect((await client.comments.list(fileId)).items).toEqual([]);
  });

  test("are walked page after page, newest first", async () => {
    for (const text of ["1", "2", "3"]) await client.comments.create(fileId, text);
    const seen: string[] = [];
    for await (const { message } of await client.comments.list(fileId, { limit: 2 })) seen.push(message);
    expect(seen).toEqual(["3", "2", "1"]);
  });

  test("are marked as read, which the server confirms by 204 inside of 207", async () => {
    await client.comments.markRead(fileId, new Date());
  });

  test("refuse what is too long, another's, and a file that is not there", async () => {
    await expect(client.comments.create(fileId, "a".repeat(1_001))).rejects.toBeInstanceOf(BadRequestError);
    await expect(client.comments.create(999_999, "x")).rejects.toBeInstanceOf(NotFoundError);
    const id = await client.comments.create(fileId, "mine");
    await client.shares.create({ path: "/discussed.txt", shareType: "user", shareWith: "anna" });
    await expect(server.as("anna").comments.delete(fileId, id)).rejects.toBeInstanceOf(ForbiddenError);
  });
});
