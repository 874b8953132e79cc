import {
  ConflictError,
  ForbiddenError,
  NotFoundError,
  RateLimitError,
  ServerError,
} from "@platformq/resilience";
import { beforeAll, describe, expect, test } from "vitest";
import { OpenProjectError, ValidationError } from "../src/index.js";
import { startOpenProject } from "./fake-openproject.js";

let server: Awaited<ReturnType<typeof startOpenProject>>;

beforeAll(async () => {
  server = await startOpenProject();
  return () => server[Symbol.asyncDispose]();
});

const URN = "urn:openproject-org:api:v3:errors:";
const halError = (identifier: string) => ({
  _type: "Error",
  errorIdentifier: URN + identifier,
  message: "no",
});

async function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("a refused value", () => {
  test("is listed alike whether it is the only one", async () => {
    await server.client.projects.create({ name: "Taken", identifier: "taken" });
    const error = await failure(server.client.projects.create({ name: "Taken", identifier: "taken" }));
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({
      code: "PROPERTY_CONSTRAINT_VIOLATION",
      errors: [
        { attribute: "identifier", identifier: "PropertyConstraintViolation", message: expect.any(String) },
      ],
    });
  });

  test("or one of several, all of which the message tells", async () => {
    const error = await failure(
      server.client.memberships.create({ principal: 4040, project: 4040, roles: [] }),
    );
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ code: "MULTIPLE_ERRORS", vendorCode: "MultipleErrors" });
    const attributes = error instanceof ValidationError ? error.errors.map(({ attribute }) => attribute) : [];
    expect(attributes).toEqual(["project", "principal", "roles"]);
    expect(String(error)).toContain("Project can't be blank. Principal can't be blank.");
  });
});

describe("an error of the API", () => {
  test.each([
    [409, "UpdateConflict", ConflictError, "UPDATE_CONFLICT"],
    [500, "MissingEnterpriseToken", ForbiddenError, "MISSING_ENTERPRISE_TOKEN"],
    [500, "OutboundRequest:NotFound", NotFoundError, "OUTBOUND_REQUEST_NOT_FOUND"],
    [500, "OutboundRequest:Forbidden", ForbiddenError, "OUTBOUND_REQUEST_FORBIDDEN"],
  ])("%d %s is an answer and not asked for again", async (status, identifier, type, code) => {
    const before = server.fake.requests.length;
    // With the media type of the real server; a fault's object body goes out as application/json.
    server.faults.next({ status, body: halError(identifier) });
    const error = await failure(server.client.users.me());
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ code, vendorCode: identifier, attempts: 1, outcome: "rejected" });
    expect(server.fake.requests).toHaveLength(before + 1);
  });

  test("carries the brand", async () => {
    expect(await failure(server.client.projects.get("nothing"))).toBeInstanceOf(OpenProjectError);
    expect(new TypeError()).not.toBeInstanceOf(OpenProjectError);
  });
});

describe("a server that failed in its own words", () => {
  const crash = { status: 500, body: halError("InternalServerError") };

  test("is asked again", async () => {
    server.faults.next(crash);
    expect((await server.client.users.me()).login).toBe("admin");
  });

  test("may have done what it was told", async () => {
    server.faults.next(crash);
    const error = await failure(server.client.projects.create({ name: "Perhaps" }));
    expect(error).toBeInstanceOf(ServerError);
    expect(error).toMatchObject({ code: "INTERNAL_SERVER_ERROR", attempts: 1, outcome: "unknown" });
  });

  test("is left alone when it fails again and again", async () => {
    const client = server.connect();
    server.faults.next({ ...crash, times: 5 });
    for (let i = 0; i < 5; i++) await failure(client.users.me({ retry: false }));
    expect(client.circuit).toBe("open");
  });
});

test("a proxy's 500 is asked for again", async () => {
  server.faults.next({ status: 500, body: "<html>" });
  expect((await server.client.users.me()).login).toBe("admin");
});

test("a refusal in plain text is told, a page of a proxy is not", async () => {
  const headers = { "content-type": "text/plain" };
  server.faults.next({ status: 406, body: "Missing content-type header", headers });
  await expect(server.client.users.me()).rejects.toMatchObject({
    code: "HTTP_406",
    message: expect.stringContaining("→ 406 Not Acceptable: Missing content-type header"),
  });
  server.faults.next({ status: 403, body: "<html>blocked</html>", headers: { "content-type": "text/html" } });
  const error = await failure(server.client.users.me());
  expect(error).toBeInstanceOf(ForbiddenError);
  expect(String(error)).not.toContain("html");
});

test("a limit of the server's that is told as a point in time is waited for, or told", async () => {
  server.faults.next({ status: 429 });
  const error = await failure(server.client.users.me({ retry: false }));
  expect(error).toBeInstanceOf(RateLimitError);
  const retryAfterMs = error instanceof RateLimitError ? error.retryAfterMs : undefined;
  expect(retryAfterMs).toBeGreaterThan(0);
  expect(retryAfterMs).toBeLessThanOrEqual(2250);
});
