import { path, ResponseError, ServerError } from "@platformq/resilience";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;

beforeAll(async () => {
  server = await startNextcloud();
  return () => server[Symbol.asyncDispose]();
});

const ask = (): Promise<unknown> =>
  server.client.request({ method: "GET", path: path`cloud/user` }, z.looseObject({ id: z.string() }));

const envelope = (statuscode: number, data: unknown = [], message = "") => ({
  ocs: { meta: { status: "ok", statuscode, message }, data },
});

describe("an OCS answer", () => {
  test("is asked for with the header without which nothing is answered, and as JSON", async () => {
    await ask();
    const { path: sent, headers, query } = server.fake.requests.at(-1) ?? {};
    expect(sent).toBe("/ocs/v2.php/cloud/user");
    expect(headers).toMatchObject({ "ocs-apirequest": "true", accept: "application/json" });
    expect(query).toEqual({ format: "json" });
  });

  test("is a failure when its meta says so, whatever the HTTP status", async () => {
    server.faults.next({ status: 200, body: envelope(404, [], "User does not exist") });
    await expect(ask()).rejects.toMatchObject({
      name: "NotFoundError[404]",
      code: "NOT_FOUND",
      outcome: "rejected",
      operation: "GET ocs/v2.php/cloud/user",
    });
  });

  test("is final when a server error is well-formed", async () => {
    const before = server.fake.requests.length;
    server.faults.next({ status: 500, times: 5 });
    const error = await ask().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ServerError);
    expect(error).toMatchObject({ vendorCode: "996", attempts: 1 });
    expect(server.fake.requests).toHaveLength(before + 1);
    server.faults.clear();
  });

  test("is asked for again when the server error is a proxy's", async () => {
    server.faults.next({ status: 502 });
    expect(await ask()).toMatchObject({ id: "admin" });
  });

  test("names the fields that differ from the model", async () => {
    server.faults.next({ status: 200, body: envelope(200, { id: 7 }) });
    const error = await ask().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ResponseError);
    expect(String(error)).toContain("id: ");
  });

  test("says what to check when it is no OCS answer", async () => {
    server.faults.next({ status: 200, body: { hello: "world" } });
    await expect(ask()).rejects.toThrow(/is baseUrl a Nextcloud\?/);
    server.faults.next({ status: 200, body: "<html>" });
    await expect(ask()).rejects.toThrow(/is baseUrl right/);
  });
});
