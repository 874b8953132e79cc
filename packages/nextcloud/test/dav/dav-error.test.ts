import { ServerError, UnauthorizedError } from "@platformq/resilience";
import { beforeEach, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;

beforeEach(async () => {
  server = await startNextcloud();
  return () => server[Symbol.asyncDispose]();
});

const davRequests = () => server.fake.requests.filter(({ path }) => path.startsWith("/remote.php"));

test("a disabled account answers 503 and is not asked again", async () => {
  const ben = server.connect({ username: "ben", password: "test-password-ben" });
  expect(await ben.files.exists("/")).toBe(true);
  const before = davRequests().length;
  const user = server.fake.state.users.get("ben");
  if (user) user.enabled = false;
  const error = await ben.files.stat("/").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UnauthorizedError);
  expect(error).toMatchObject({ status: 503, code: "ACCOUNT_DISABLED", attempts: 1 });
  expect(davRequests()).toHaveLength(before + 1);
});

test("maintenance is waited out, even by what is not repeated otherwise", async () => {
  server.faults.next({ match: "MKCOL", status: 503 });
  expect(await server.client.files.createFolder("After")).toEqual({ created: true });
});

test("maintenance that stays is named", async () => {
  server.faults.next({ match: "PROPFIND", status: 503, times: 4 });
  const error = await server.client.files.stat("/").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ServerError);
  expect(error).toMatchObject({ code: "MAINTENANCE", attempts: 4 });
});

test("maintenance has the same name in OCS", async () => {
  server.fake.state.maintenance = true;
  const error = await server.client.users.me().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ServerError);
  expect(error).toMatchObject({ code: "MAINTENANCE", attempts: 4 });
});
