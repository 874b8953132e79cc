import { AbortError, type Clock, DeadlineExceededError, systemClock } from "@platformq/resilience";
import { beforeEach, expect, test } from "vitest";
import { LoginFlow } from "../../src/index.js";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;

beforeEach(async () => {
  server = await startNextcloud();
  return () => server[Symbol.asyncDispose]();
});

/** Waits for as long as a poll takes, instead of seconds. */
const hurried: Clock = {
  ...systemClock,
  setTimeout: (callback, delayMs) => systemClock.setTimeout(callback, delayMs === 2_000 ? 1 : delayMs),
};

const start = () => LoginFlow.start({ baseUrl: server.url, userAgent: "My App", clock: hurried });

test("a user signs in in the browser, and the app gets a password of its own", async () => {
  await using login = await start();
  expect(login.url).toContain("/login/v2/flow/");
  expect(await login.poll()).toBeUndefined();
  const waiting = login.wait();
  server.fake.state.grantLogins("anna");
  const { loginName, appPassword } = await waiting;
  expect(loginName).toBe("anna");
  const client = server.connect({ username: loginName, password: appPassword });
  expect((await client.users.me()).id).toBe("anna");
  expect(server.fake.requests[0]?.headers["user-agent"]).toMatch(/^My App /);
});

test("the password is given once, and asking for it is never repeated by itself", async () => {
  await using login = await start();
  server.fake.state.grantLogins("anna");
  server.faults.next({ match: "poll", reset: "before-response", handled: true });
  await expect(login.poll({ idempotent: true })).rejects.toMatchObject({ outcome: "unknown", attempts: 1 });
  expect(await login.poll()).toBeUndefined();
});

test("waiting ends at its deadline and when it is aborted", async () => {
  await using login = await start();
  await expect(login.wait({ deadlineMs: 1 })).rejects.toBeInstanceOf(DeadlineExceededError);
  const signal = AbortSignal.timeout(20);
  await expect(login.wait({ signal })).rejects.toBeInstanceOf(AbortError);
});
