import { ForbiddenError, NotFoundError } from "@platformq/resilience";
import { beforeAll, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let client: (typeof server)["client"];

beforeAll(async () => {
  server = await startNextcloud();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

test("second factors are taken out of use and put back", async () => {
  expect(await client.twoFactor.state("anna")).toEqual({ totp: true });
  expect(await client.twoFactor.disable("anna", ["totp"])).toEqual({ totp: false });
  expect(await client.twoFactor.state("anna")).toEqual({ totp: false });
  expect(await client.twoFactor.enable("anna", ["totp"])).toEqual({ totp: true });
});

test("second factors are for administrators, of those who exist", async () => {
  await expect(client.twoFactor.state("nobody")).rejects.toBeInstanceOf(NotFoundError);
  await expect(server.as("ben").twoFactor.disable("anna", ["totp"])).rejects.toBeInstanceOf(ForbiddenError);
});
