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

describe("a status", () => {
  test("is not found before there is one", async () => {
    await expect(client.userStatus.current()).rejects.toBeInstanceOf(NotFoundError);
    await expect(client.userStatus.get("anna")).rejects.toBeInstanceOf(NotFoundError);
  });

  test("is set, seen by others and cleared", async () => {
    const clearAt = new Date("2030-03-17T17:46:40Z");
    await client.userStatus.setStatus("dnd");
    expect(await client.userStatus.setMessage({ message: "busy", icon: "😀", clearAt })).toMatchObject({
      status: "dnd",
      message: "busy",
      icon: "😀",
      clearAt,
      messageIsPredefined: false,
    });
    expect(await server.as("anna").userStatus.get("admin")).toMatchObject({ message: "busy", clearAt });
    const plain = { message: "back soon", icon: null, clearAt: null };
    expect(await client.userStatus.setMessage(plain)).toMatchObject(plain);
    expect(await client.userStatus.setMessage({ clearAt })).toMatchObject({ message: null, clearAt });
    await client.userStatus.clearMessage();
    expect((await client.userStatus.current()).icon).toBeNull();
  });

  test("is taken from those the server proposes", async () => {
    const [first] = await client.userStatus.predefined();
    await client.userStatus.setPredefinedMessage(first?.id ?? "", { clearAt: new Date("2030-01-01") });
    expect((await client.userStatus.list()).items).toMatchObject([
      { userId: "admin", message: first?.message },
    ]);
    await expect(client.userStatus.setPredefinedMessage("none")).rejects.toBeInstanceOf(BadRequestError);
  });

  test("refuses an icon of two characters, and a time that is past", async () => {
    for (const params of [{ icon: "ab" }, { message: "gone", clearAt: new Date("2000-01-01") }]) {
      await expect(client.userStatus.setMessage(params)).rejects.toBeInstanceOf(BadRequestError);
    }
  });

  test("is kept by a heartbeat, unless it was chosen", async () => {
    expect(await client.userStatus.heartbeat("online")).toMatchObject({ status: "online" });
    await client.userStatus.setStatus("away");
    expect(await client.userStatus.heartbeat("online")).toBeUndefined();
  });

  test("goes back, or tells that there is nothing to go back to", async () => {
    expect(await client.userStatus.revert("meeting")).toBeUndefined();
  });
});
