import { describe, expect, test } from "vitest";
import { CookieSession } from "../../src/auth/session.js";
import { startNextcloud } from "../fake-nextcloud.js";

const appPassword = "a".repeat(72);
const basic = (password: string): string => `Basic ${Buffer.from(`ada:${password}`).toString("base64")}`;

async function signedIn(password: string): Promise<CookieSession> {
  const session = new CookieSession({ authorization: () => basic(password) });
  await session.authorization();
  return session;
}

describe("CookieSession", () => {
  test("gives back the newest value of each cookie, and none that was taken back", async () => {
    const session = await signedIn(appPassword);
    session.answered(200, ["id=1; path=/; HttpOnly", "pass=a%2Fb=; path=/", "old=x"]);
    session.answered(200, []);
    session.answered(207, [
      "id=2; Max-Age=3600",
      "old=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT; Max-Age=0",
    ]);
    expect(session.cookie()).toBe("id=2; pass=a%2Fb=");
  });

  test("ends when the server does not know its account any more", async () => {
    const session = await signedIn(appPassword);
    session.answered(200, ["id=1"]);
    session.answered(401, ["id=2"]);
    expect(session.cookie()).toBeUndefined();
  });

  test("ends when the credential becomes another", async () => {
    let password = appPassword;
    const session = new CookieSession({ authorization: async () => basic(password) });
    await session.authorization();
    session.answered(200, ["id=1"]);
    await session.authorization();
    expect(session.cookie()).toBe("id=1");
    password = "b".repeat(72);
    await session.authorization();
    expect(session.cookie()).toBeUndefined();
  });

  test.each([
    ["an app password of a program", appPassword, "id=1"],
    ["an app password to type", "aBcD1-23456-abcde-fghij-KLMNO", "id=1"],
    ["the account's own password", "correct horse battery staple", undefined],
  ])("treats %s as it should", async (_, password, cookie) => {
    const session = await signedIn(password);
    session.answered(200, ["id=1"]);
    expect(session.cookie()).toBe(cookie);
  });
});

describe("a client", () => {
  const work = async (client: Awaited<ReturnType<typeof startNextcloud>>["client"]): Promise<void> => {
    await client.users.me();
    await client.files.createFolder("a");
    await Promise.all([client.files.list("/"), client.shares.list(), client.files.upload("a/b", "c")]);
    await client.files.list("a");
  };

  test("has its app password checked once", async () => {
    await using server = await startNextcloud();
    const { checks } = server.fake.state.sessions;
    await work(server.connect({ password: server.fake.state.addAppPassword("admin") }));
    expect(checks).toEqual({ password: 0, appPassword: 1 });
  });

  test("has what it exchanged its own password for checked once", async () => {
    await using server = await startNextcloud();
    await using client = server.connect({ exchange: true });
    await work(client);
    expect(server.fake.state.sessions.checks).toEqual({ password: 1, appPassword: 1 });
  });

  test("goes on in a new session when the server has lost the old one", async () => {
    await using server = await startNextcloud();
    const { sessions } = server.fake.state;
    const client = server.connect({ password: server.fake.state.addAppPassword("admin") });
    await client.users.me();
    sessions.clear();
    await client.users.me();
    await client.users.me();
    expect(sessions.checks.appPassword).toBe(2);
  });

  test("sends no cookies with a token, because WebDAV would refuse them", async () => {
    await using server = await startNextcloud();
    const token = server.fake.state.addAppPassword("admin");
    await work(server.connect({ username: undefined, password: undefined, token }));
    expect(server.fake.requests.every(({ headers }) => headers.cookie === undefined)).toBe(true);
  });

  test("sends no cookies to a public link", async () => {
    await using server = await startNextcloud();
    const client = server.connect({ password: server.fake.state.addAppPassword("admin") });
    await client.files.upload("a.txt", "a");
    const { token } = await client.shares.create({ path: "/a.txt", shareType: "link" });
    await client.publicLinks.open(token ?? "").download();
    expect(server.fake.requests.at(-1)?.headers.cookie).toBeUndefined();
  });

  test("tests its credential, and not a session opened with it", async () => {
    await using server = await startNextcloud();
    const client = server.connect({ password: server.fake.state.addAppPassword("admin") });
    await client.users.me();
    await client.testConnection();
    expect(server.fake.state.sessions.checks.appPassword).toBe(2);
  });
});
