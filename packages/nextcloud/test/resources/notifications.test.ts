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

describe("notifications", () => {
  test("are sent, listed, looked up and dismissed", async () => {
    const anna = server.as("anna");
    await client.notifications.create("anna", { shortMessage: "Hello", longMessage: "World" });
    const { id } = await client.notifications.createRich("anna", { subject: "Again", subjectParameters: {} });
    const list = await anna.notifications.list();
    expect(list.map(({ subject }) => subject)).toEqual(["Again", "Hello"]);
    expect(list[0]).toMatchObject({
      id,
      createdAt: expect.any(Date),
      subjectRichParameters: {},
      actions: [],
    });
    expect((await anna.notifications.get(id)).subject).toBe("Again");
    expect(await anna.notifications.existing([id, 999])).toEqual([id]);
    await anna.notifications.delete(id);
    await expect(anna.notifications.get(id)).rejects.toBeInstanceOf(NotFoundError);
    await anna.notifications.deleteAll();
    expect(await anna.notifications.list()).toEqual([]);
  });

  test("are none when no app can notify, which comes without a body", async () => {
    server.faults.next({ match: "GET", status: 204, body: "" });
    expect(await client.notifications.list()).toEqual([]);
  });

  test("are sent by administrators to those who exist, and once", async () => {
    await expect(client.notifications.create("ghost", { shortMessage: "x" })).rejects.toBeInstanceOf(
      NotFoundError,
    );
    await expect(server.as("ben").notifications.create("anna", { shortMessage: "x" })).rejects.toBeInstanceOf(
      ForbiddenError,
    );
    server.faults.next({ match: "POST", reset: "before-response", handled: true });
    await expect(client.notifications.create("anna", { shortMessage: "x" })).rejects.toMatchObject({
      outcome: "unknown",
    });
    expect(await server.as("anna").notifications.list()).toHaveLength(1);
  });

  test("are set up, and tried out", async () => {
    const settings = { batchSetting: 1, soundNotification: "no", soundTalk: "no" } as const;
    await client.notifications.updateSettings(settings);
    await client.notifications.updateDefaultSettings(settings);
    expect((await client.notifications.selfTest()).nid).toBeGreaterThan(0);
  });

  test("are pushed to who signs in with an app password", async () => {
    const device = { pushTokenHash: "hash", devicePublicKey: "key", proxyServer: "https://push.test" };
    await expect(client.notifications.registerDevice(device)).rejects.toBeInstanceOf(BadRequestError);
    const phone = server.connect({ password: server.fake.state.addAppPassword("admin") });
    expect(await phone.notifications.registerDevice(device)).toHaveProperty("deviceIdentifier");
    await phone.notifications.removeDevice();
  });
});
