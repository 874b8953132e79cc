import { BadRequestError, NotFoundError } from "@platformq/resilience";
import { beforeAll, expect, test } from "vitest";
import { startZulip } from "../fake-zulip.js";

let server: Awaited<ReturnType<typeof startZulip>>;
let users: (typeof server)["client"]["users"];

beforeAll(async () => {
  server = await startZulip();
  users = server.client.users;
  return () => server[Symbol.asyncDispose]();
});

test("list gives everybody, with the API's address and the real one", async () => {
  const { items } = await users.list();
  const ben = items.find(({ full_name }) => full_name === "Ben Okafor");
  expect(ben?.delivery_email).toBe("ben@example.com");
  expect(ben?.email).not.toBe("ben@example.com");
});

test("get finds by id and getByEmail by address", async () => {
  const anna = await users.getByEmail("anna@example.com");
  expect(await users.get(anna.user_id)).toEqual(anna);
});

test("a user that does not exist is not found, although the server calls it a bad request", async () => {
  await expect(users.get(4040)).rejects.toBeInstanceOf(NotFoundError);
  await expect(users.getByEmail("nobody@example.com")).rejects.toMatchObject({
    name: "NotFoundError[BAD_REQUEST]",
    code: "NOT_FOUND",
    status: 400,
  });
});

test("an account's picture is changed and deleted", async () => {
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);
  const url = await users.setAvatar(png, { filename: "me.png" });
  expect((await users.me()).avatar_url).toBe(url);
  expect(await users.deleteAvatar()).not.toBe(url);
  expect(server.fake.requests.at(-1)).toMatchObject({ method: "DELETE", path: "/api/v1/users/me/avatar" });
  await expect(users.setAvatar(png, { filename: "notes.txt" })).rejects.toMatchObject({ code: "BAD_IMAGE" });
  const large = users.setAvatar(new Uint8Array(6 * 1024 * 1024), { filename: "large.png" });
  await expect(large).rejects.toBeInstanceOf(BadRequestError);
});

test("me is the account that signs in", async () => {
  expect(await users.me()).toMatchObject({ email: "admin@example.com", is_admin: true, max_message_id: 0 });
  // Zulip means to drop it.
  const { max_message_id: _, ...body } = await users.me();
  server.faults.next({ status: 200, body: { result: "success", msg: "", ...body } });
  expect(await users.me()).not.toHaveProperty("max_message_id");
});
