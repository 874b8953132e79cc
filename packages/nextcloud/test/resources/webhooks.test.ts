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

const event = "OCP\\Files\\Events\\Node\\NodeCreatedEvent";
const uri = "https://hooks.example.com/nextcloud";

describe("webhooks", () => {
  test("are registered, found, replaced and removed", async () => {
    const eventFilter = { "user.uid": "ben" };
    const created = await client.webhooks.create({ uri, event, eventFilter, headers: { "X-My": "own" } });
    expect(created).toMatchObject({
      uri,
      event,
      eventFilter,
      headers: { "X-My": "own" },
      httpMethod: "POST",
    });
    expect(await client.webhooks.list({ uri })).toEqual([created]);
    expect(await client.webhooks.list({ uri: "https://other.test" })).toEqual([]);
    const changed = await client.webhooks.update(created.id, { uri, event, httpMethod: "PUT" });
    expect(changed).toMatchObject({ httpMethod: "PUT", eventFilter: {} });
    expect(await client.webhooks.get(created.id)).toEqual(changed);
    expect(await client.webhooks.delete(created.id)).toBe(true);
    await expect(client.webhooks.get(created.id)).rejects.toBeInstanceOf(NotFoundError);
    await client.webhooks.deleteByApp("files");
  });

  test("keep numbers in a filter numbers", async () => {
    await client.webhooks.create({ uri, event, eventFilter: { time: { $gt: 5 } } });
    expect(server.fake.requests.at(-1)?.body).toMatchObject({ eventFilter: { time: { $gt: 5 } } });
  });

  test("do not give their secret away, not even in an error", async () => {
    const authHeaders = { Authorization: "Bearer s3cr3t-token" };
    const created = await client.webhooks.create({ uri, event, authHeaders });
    expect(created.authMethod).toBe("header");
    expect(JSON.stringify(created)).not.toContain("s3cr3t");
    const body = { ocs: { meta: { statuscode: 400, message: "bad Bearer s3cr3t-token" }, data: [] } };
    server.faults.next({ match: "POST", status: 400, body });
    const error = await client.webhooks
      .create({ uri, event, authHeaders })
      .catch((thrown: unknown) => thrown);
    expect(String(error)).not.toContain("s3cr3t");
  });

  test("are refused for what cannot be sent, and to ordinary accounts", async () => {
    await expect(client.webhooks.create({ uri, event: "No\\Such" })).rejects.toBeInstanceOf(BadRequestError);
    await expect(server.as("ben").webhooks.list()).rejects.toBeInstanceOf(ForbiddenError);
  });

  test("are not registered twice when the answer gets lost", async () => {
    server.faults.next({ match: "POST", reset: "before-response", handled: true });
    await expect(client.webhooks.create({ uri, event })).rejects.toMatchObject({ outcome: "unknown" });
    expect(await client.webhooks.list()).toHaveLength(1);
  });
});
