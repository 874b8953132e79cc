import { AbortError, ForbiddenError, NetworkError, UnauthorizedError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let client: (typeof server)["client"];

beforeEach(async () => {
  server = await startNextcloud();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

const exchanges = () => server.fake.requests.filter(({ path }) => path.endsWith("/getapppassword"));
const basic = (password: string) => `Basic ${Buffer.from(`admin:${password}`).toString("base64")}`;

describe("exchange", () => {
  test("gets an app password once for all calls, and uses nothing else", async () => {
    const exchanging = server.connect({ exchange: true });
    await Promise.all([exchanging.users.me(), exchanging.files.exists("a"), exchanging.shares.list()]);
    expect(exchanges()).toHaveLength(1);
    const own = server.fake.requests.filter(
      ({ headers }) => headers.authorization === basic(server.fake.password),
    );
    expect(own).toEqual(exchanges());
  });

  test("revokes it when the client is closed", async () => {
    const exchanging = server.connect({ exchange: true });
    await exchanging.users.me();
    expect(server.fake.state.appPasswords.size).toBe(1);
    await exchanging.close();
    expect(server.fake.state.appPasswords.size).toBe(0);
  });

  test("revokes one that was on its way when the client was closed", async () => {
    const exchanging = server.connect({ exchange: true });
    const controller = new AbortController();
    const { faults } = server.fake;
    const apply = faults.apply.bind(faults);
    faults.apply = async (incoming, answer) => {
      const response = await apply(incoming, answer);
      if (incoming.path.endsWith("/getapppassword")) controller.abort();
      return response;
    };
    await expect(exchanging.users.me({ signal: controller.signal })).rejects.toBeInstanceOf(AbortError);
    await exchanging.close();
    expect(exchanges()).toHaveLength(1);
    expect(server.fake.state.appPasswords.size).toBe(0);
  });

  test("tells each who closes the client that the revocation failed", async () => {
    const exchanging = server.connect({ exchange: true });
    await exchanging.users.me();
    server.faults.next({ match: /DELETE .*apppassword/, status: 403 });
    await expect(exchanging.close()).rejects.toBeInstanceOf(ForbiddenError);
    await expect(exchanging.close()).rejects.toBeInstanceOf(ForbiddenError);
  });

  test("is not repeated: nobody would revoke what the first answer held", async () => {
    server.faults.next({ match: "getapppassword", reset: "before-response", handled: true });
    const exchanging = server.connect({ exchange: true });
    await expect(exchanging.users.me()).rejects.toBeInstanceOf(NetworkError);
    expect(exchanges()).toHaveLength(1);
  });

  test("gets another when somebody has revoked it", async () => {
    const exchanging = server.connect({ exchange: true });
    await exchanging.users.me();
    server.fake.state.appPasswords.clear();
    expect((await exchanging.users.me()).id).toBe("admin");
    expect(exchanges()).toHaveLength(2);
  });

  test("is content with an app password, which it does not revoke", async () => {
    const password = server.fake.state.addAppPassword("admin");
    const exchanging = server.connect({ exchange: true, password });
    expect((await exchanging.users.me()).id).toBe("admin");
    await exchanging.close();
    expect(server.fake.state.appPasswords.has(password)).toBe(true);
  });

  test("tells a wrong password once", async () => {
    const exchanging = server.connect({ exchange: true, password: "wrong" });
    await expect(exchanging.users.me()).rejects.toBeInstanceOf(UnauthorizedError);
    await expect(exchanging.users.me()).rejects.toBeInstanceOf(UnauthorizedError);
    expect(exchanges()).toHaveLength(1);
  });
});

test("a token signs in by itself, to OCS and WebDAV", async () => {
  const token = server.fake.state.addAppPassword("anna");
  const bearer = server.connect({ username: undefined, password: undefined, token });
  expect((await bearer.users.me()).id).toBe("anna");
  await bearer.files.upload("mine.txt", "x");
  expect(await bearer.files.exists("mine.txt")).toBe(true);
});

test.each([
  [{ token: "t" }, /token or a password, not both/],
  [{ password: undefined, token: "t", exchange: true }, /cannot be exchanged/],
  [{ password: undefined }, /needs password/],
])("options that contradict each other are refused: %j", (options, message) => {
  expect(() => server.connect(options)).toThrow(message);
});

describe("app passwords", () => {
  test("are made, changed and revoked", async () => {
    const password = await client.appPasswords.create();
    const app = server.connect({ password });
    const next = await app.appPasswords.rotate();
    const renewed = server.connect({ password: next });
    await expect(renewed.appPasswords.create()).rejects.toMatchObject({ code: "FORBIDDEN" });
    await renewed.appPasswords.revoke();
    await expect(renewed.users.me()).rejects.toBeInstanceOf(UnauthorizedError);
    await expect(client.appPasswords.revoke()).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("are not needed to confirm who is there", async () => {
    expect(await client.appPasswords.confirm(server.fake.password)).toBeInstanceOf(Date);
    await expect(client.appPasswords.confirm("wrong-password")).rejects.toThrow(/^(?!.*wrong-password)/);
  });
});

test("an address that is slowed down is told from a limit of one operation", async () => {
  server.fake.state.failedLogins = 11;
  await expect(client.users.me()).rejects.toMatchObject({ code: "BRUTE_FORCE_THROTTLED", attempts: 1 });
  await expect(client.files.exists("/")).rejects.toMatchObject({ code: "BRUTE_FORCE_THROTTLED" });
});
