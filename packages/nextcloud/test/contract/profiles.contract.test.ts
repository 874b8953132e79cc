import { ForbiddenError, NotFoundError } from "@platformq/resilience";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Account, checkApp, openTarget, type Target } from "./nextcloud.js";

let target: Target;
let client: Target["client"];
let ada: Account;

beforeAll(async () => {
  target = await openTarget();
  ({ client } = target);
  ada = await target.addUser("ada");
});

afterAll(() => target[Symbol.asyncDispose]());

test("a profile shows what its owner lets others see", async () => {
  await ada.client.users.update(ada.id, { role: "Programmer", headline: "Notes" });
  expect(await client.profiles.get(ada.id)).toMatchObject({ userId: ada.id, role: "Programmer" });
  await ada.client.profiles.setVisibility(ada.id, { field: "role", visibility: "hide" });
  const profile = await client.profiles.get(ada.id);
  expect([profile.role ?? null, profile.headline]).toEqual([null, "Notes"]);
  expect(await client.profiles.contactActions(ada.id)).toEqual(expect.any(Array));
  await expect(client.profiles.get(`${target.name}-nobody`)).rejects.toBeInstanceOf(NotFoundError);
  const hidden = { field: "role", visibility: "hide" } as const;
  await expect(client.profiles.setVisibility(ada.id, hidden)).rejects.toBeInstanceOf(ForbiddenError);
});

test("second factors are seen by administrators", async () => {
  expect(await client.twoFactor.state(ada.id)).toEqual(expect.any(Object));
  await expect(client.twoFactor.state(`${target.name}-nobody`)).rejects.toBeInstanceOf(NotFoundError);
  await expect(ada.client.twoFactor.state(ada.id)).rejects.toBeInstanceOf(ForbiddenError);
});

test("passwords are made up and judged by the server's policy", async () => {
  const { passwordPolicy } = ada.client;
  await checkApp(
    target,
    "password_policy",
    () => passwordPolicy.generate(),
    async () => {
      expect(await passwordPolicy.validate(await passwordPolicy.generate())).toMatchObject({ passed: true });
      expect(await passwordPolicy.validate("short")).toMatchObject({
        passed: false,
        reason: expect.any(String),
      });
    },
  );
});
