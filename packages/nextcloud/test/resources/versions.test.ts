import { ForbiddenError, NotFoundError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let client: (typeof server)["client"];

beforeEach(async () => {
  server = await startNextcloud();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

describe("versions", () => {
  let fileId: number;

  beforeEach(async () => {
    await client.files.upload("v.txt", "first", { lastModified: new Date("2023-11-14T22:13:20Z") });
    await client.files.upload("v.txt", "second!", { lastModified: new Date("2023-11-14T22:30:00Z") });
    ({ fileId } = await client.files.stat("v.txt"));
  });

  test("are listed, newest first, with the file as it is", async () => {
    expect(await client.versions.list(fileId)).toMatchObject([
      { id: "1700001000", size: 7, lastModified: new Date("2023-11-14T22:30:00Z") },
      { id: "1700000000", size: 5, label: undefined, author: "admin", contentType: "text/plain" },
    ]);
    await expect(client.versions.list(999_999)).rejects.toBeInstanceOf(NotFoundError);
  });

  test("are read and restored", async () => {
    const { body } = await client.versions.downloadStream(fileId, "1700000000");
    const chunks: Buffer[] = [];
    for await (const chunk of body) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe("first");
    await client.versions.restore(fileId, "1700000000");
    expect(await client.files.downloadText("v.txt")).toBe("first");
  });

  test("are named and deleted", async () => {
    await client.versions.setLabel(fileId, "1700000000", "the <first>");
    expect((await client.versions.list(fileId))[1]?.label).toBe("the <first>");
    await client.versions.delete(fileId, "1700000000");
    expect(await client.versions.list(fileId)).toHaveLength(1);
    await expect(client.versions.delete(fileId, "1700001000")).rejects.toBeInstanceOf(ForbiddenError);
  });
});
