import { ForbiddenError, UnauthorizedError } from "@platformq/resilience";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LoginFlow } from "../../src/index.js";
import { type Account, openTarget, type Target } from "./nextcloud.js";

// After eleven failed logins the server bans the address: this file makes two.

let target: Target;
let ada: Account;

beforeAll(async () => {
  target = await openTarget();
  ada = await target.addUser("ada");
});

afterAll(() => target[Symbol.asyncDispose]());

test("the server tells who signs in and what it is", async () => {
  const { account, version } = await ada.client.testConnection();
  expect(account).toBe(ada.id);
  expect(version).toMatch(/^\d+\.\d+/);
});

test("an app password is made, used as password and as token, replaced and revoked", async () => {
  const own = target.connect({ username: ada.id, password: ada.password });
  const appPassword = await own.appPasswords.create();
  expect(await own.appPasswords.confirm(ada.password)).toBeInstanceOf(Date);
  const basic = target.connect({ username: ada.id, password: appPassword });
  await expect(basic.appPasswords.create()).rejects.toBeInstanceOf(ForbiddenError);
  const bearer = target.connect({ username: undefined, password: undefined, token: appPassword });
  expect((await bearer.users.me()).id).toBe(ada.id);
  await bearer.files.upload("by-token.txt", "x");
  expect(await basic.files.downloadText("by-token.txt")).toBe("x");

  const next = target.connect({ username: ada.id, password: await basic.appPasswords.rotate() });
  expect((await next.users.me()).id).toBe(ada.id);
  await next.appPasswords.revoke();
  await expect(own.appPasswords.revoke()).rejects.toBeInstanceOf(ForbiddenError);
});

test("an account signs in with its e-mail address, and finds its files", async () => {
  const email = `${ada.id}@example.com`;
  await target.client.users.update(ada.id, { email });
  const byEmail = target.connect({ username: email, password: ada.password, exchange: true });
  await byEmail.files.upload("by-email.txt", "x");
  expect(await ada.client.files.downloadText("by-email.txt")).toBe("x");
});

test("a wrong password is told, and not tried again", async () => {
  const wrong = target.connect({ username: ada.id, password: `${ada.password}-wrong` });
  await expect(wrong.users.me()).rejects.toBeInstanceOf(UnauthorizedError);
  await expect(wrong.users.me()).rejects.toMatchObject({ outcome: "not-sent" });
});

test("a disabled account cannot sign in", async () => {
  const bob = await target.addUser("bob");
  await target.client.users.disable(bob.id);
  const own = target.connect({ username: bob.id, password: bob.password });
  await expect(own.users.me()).rejects.toBeInstanceOf(UnauthorizedError);
});

test("a login in the browser is started, and waited for", async () => {
  await using login = await LoginFlow.start({
    baseUrl: target.client.baseUrl,
    userAgent: "PlatformQ contract",
  });
  expect(login.url).toMatch(/\/login\/v2\/flow\/\w+/);
  expect(await login.poll()).toBeUndefined();
});
