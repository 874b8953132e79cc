import {
  ConfigurationError,
  RateLimitError,
  ResilienceState,
  UnauthorizedError,
} from "@platformq/resilience";
import { expect, test } from "vitest";
import { OpenProjectClient } from "../../src/index.js";
import { startOpenProject } from "../fake-openproject.js";

const application = { clientId: "app", clientSecret: "app-secret-canary" };

async function startWithApplication() {
  const server = await startOpenProject();
  server.fake.state.oauthApplications.set("app", { secret: application.clientSecret, userId: 5 });
  const tokenRequests = () => server.fake.requests.filter(({ path }) => path === "/oauth/token");
  const client = server.connect({ apiKey: undefined, oauth: application });
  return { ...server, client, tokenRequests, [Symbol.asyncDispose]: server[Symbol.asyncDispose] };
}

test("an application signs in as its user, and calls at the same time share one token", async () => {
  await using server = await startWithApplication();
  const users = await Promise.all([1, 2, 3].map(() => server.client.users.me()));
  expect(users.map(({ login }) => login)).toEqual(["anna", "anna", "anna"]);
  expect(server.tokenRequests()).toHaveLength(1);
  expect(server.tokenRequests()[0]?.headers).not.toHaveProperty("authorization");
  expect(server.tokenRequests()[0]?.body).toEqual({
    grant_type: "client_credentials",
    client_id: "app",
    client_secret: application.clientSecret,
    scope: "api_v3",
  });
});

test("a token is replaced before it ends", async () => {
  await using server = await startWithApplication();
  let now = 0;
  const clock = {
    now: () => now,
    date: () => Date.now(),
    setTimeout: (callback: () => void, delayMs: number) => {
      const timer = setTimeout(callback, delayMs);
      return { ref: () => timer.ref(), unref: () => timer.unref(), clear: () => clearTimeout(timer) };
    },
  };
  const client = server.connect({ apiKey: undefined, oauth: application, clock });
  await client.users.me();
  now = 7_139_000;
  await client.users.me();
  expect(server.tokenRequests()).toHaveLength(1);
  now = 7_141_000;
  await client.users.me();
  expect(server.tokenRequests()).toHaveLength(2);
});

test("a token that is refused is replaced, once", async () => {
  await using server = await startWithApplication();
  await server.client.users.me();
  server.fake.state.accessTokens.clear();
  expect((await server.client.users.me()).login).toBe("anna");
  expect(server.tokenRequests()).toHaveLength(2);
});

test("a wrong secret is told, and appears nowhere", async () => {
  await using server = await startWithApplication();
  const clientSecret = "wrong-canary";
  const client = server.connect({ apiKey: undefined, oauth: { clientId: "app", clientSecret } });
  const error = await client.users.me().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UnauthorizedError);
  expect(`${error} ${JSON.stringify(error)}`).not.toContain(clientSecret);
});

test.each([
  [401, undefined],
  [400, { error: "invalid_client" }],
] as const)("a secret refused with %d is not tried again until it is tested", async (status, body) => {
  await using server = await startWithApplication();
  const application = { clientId: "app", clientSecret: "wrong-canary" };
  const client = server.connect({ apiKey: undefined, oauth: application });
  if (body) server.faults.next({ match: "/oauth/token", status, body });
  for (let i = 0; i < 3; i++) {
    await expect(client.users.me()).rejects.toMatchObject({
      name: expect.stringContaining("UnauthorizedError"),
      code: "CREDENTIAL_REJECTED",
      message: expect.stringContaining("oauth client id or secret refused"),
      outcome: "not-sent",
    });
  }
  expect(server.tokenRequests()).toHaveLength(1);
  server.fake.state.oauthApplications.set("app", { secret: application.clientSecret, userId: 5 });
  expect((await client.testConnection()).account).toBe("anna");
  expect((await client.users.me()).login).toBe("anna");
  expect(server.tokenRequests()).toHaveLength(2);
});

test("a token endpoint that fails is tried again", async () => {
  await using server = await startWithApplication();
  server.faults.next({ match: "/oauth/token", status: 400, body: { error: "temporarily_unavailable" } });
  await expect(server.client.users.me()).rejects.toMatchObject({ status: 400 });
  expect((await server.client.users.me()).login).toBe("anna");
});

test("an access token goes as Bearer, and one that changes is asked for each time", async () => {
  await using server = await startWithApplication();
  const tokens = ["opapi-test-ben", "opapi-test-anna"];
  const client = server.connect({ apiKey: undefined, accessToken: () => tokens[0] ?? "" });
  expect((await client.users.me()).login).toBe("ben");
  tokens.shift();
  expect((await client.users.me()).login).toBe("anna");
  const fixed = server.connect({ apiKey: undefined, accessToken: "opapi-test-ben" });
  expect((await fixed.users.me()).login).toBe("ben");
});

test("an API key that is told by a function is asked for anew, and once more when the server refuses it", async () => {
  await using server = await startOpenProject();
  let held = "opapi-test-ben";
  const refused: string[] = [];
  const apiKey = (rejected?: string): string => {
    if (rejected !== undefined) {
      refused.push(rejected);
      held = "opapi-test-anna";
    }
    return held;
  };
  const client = server.connect({ apiKey });
  expect((await client.users.me()).login).toBe("ben");
  held = "opapi-gone";
  expect((await client.users.me()).login).toBe("anna");
  expect(refused).toEqual(["opapi-gone"]);
});

test("clients with one key share a rate limit, and one whose key a function tells has its own", async () => {
  await using server = await startOpenProject();
  const shared = { rateLimit: { rate: 0.01, burst: 1 }, state: new ResilienceState() };
  const [one, other] = [server.connect(shared), server.connect(shared)];
  await one.users.me();
  await expect(other.users.me({ deadlineMs: 1000 })).rejects.toBeInstanceOf(RateLimitError);
  const apart = server.connect({ ...shared, apiKey: () => server.fake.apiKey });
  expect((await apart.users.me({ deadlineMs: 1000 })).login).toBe("admin");
});

test("one way to sign in has to be given, and no more than one", () => {
  const baseUrl = "https://projects.example.com";
  expect(() => new OpenProjectClient({ baseUrl, apiKey: "a", accessToken: "b" })).toThrow(ConfigurationError);
  expect(() => new OpenProjectClient({ baseUrl, oauth: { clientId: "a", clientSecret: "" } })).toThrow(
    "needs oauth.clientSecret",
  );
});
