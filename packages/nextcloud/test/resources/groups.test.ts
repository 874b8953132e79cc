import { BadRequestError, ConflictError, ForbiddenError, NotFoundError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let client: (typeof server)["client"];

beforeEach(async () => {
  server = await startNextcloud();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

describe("groups", () => {
  test("are created, renamed and deleted", async () => {
    await client.groups.create({ id: "devs", displayName: "Developers" });
    await client.groups.update("devs", { displayName: "Makers" });
    expect((await client.groups.list({ search: "devs" })).items).toEqual([
      { id: "devs", displayName: "Makers", userCount: 0, disabledCount: 0, canAdd: true, canRemove: true },
    ]);
    await client.groups.delete("devs");
    expect((await client.groups.listIds()).items).toEqual(["admin", "staff"]);
  });

  test("are walked page after page", async () => {
    for (const id of ["a", "b", "c"]) await client.groups.create({ id });
    const ids: string[] = [];
    for await (const id of await client.groups.listIds({ limit: 2 })) ids.push(id);
    expect(ids).toEqual(["a", "admin", "b", "c", "staff"]);
  });

  test("tell who is in them and who administers them", async () => {
    expect(await client.groups.memberIds("staff")).toEqual(["anna", "ben"]);
    expect((await client.groups.members("staff")).items.map(({ displayName }) => displayName)).toContain(
      "Anna Berg",
    );
    await client.users.promote("anna", "staff");
    expect(await client.groups.subadmins("staff")).toEqual(["anna"]);
  });

  test("count as deleted when the first answer was lost", async () => {
    await client.groups.create({ id: "lost" });
    server.faults.next({ match: "DELETE", reset: "before-response", handled: true });
    await client.groups.delete("lost");
    await client.users.promote("anna", "staff");
    server.faults.next({ match: "DELETE", reset: "before-response", handled: true });
    await client.users.demote("anna", "staff");
  });

  test.each([
    ["an id that is taken", () => client.groups.create({ id: "staff" }), ConflictError, "GROUP_EXISTS"],
    ["an empty id", () => client.groups.create({ id: "" }), BadRequestError, "INVALID_GROUP"],
    ["a group that is not there", () => client.groups.delete("none"), NotFoundError, "GROUP_NOT_FOUND"],
    ["the administrators", () => client.groups.delete("admin"), ForbiddenError, "GROUP_NOT_DELETABLE"],
    [
      "renaming nothing",
      () => client.groups.update("none", { displayName: "x" }),
      NotFoundError,
      "NOT_FOUND",
    ],
    ["members of nothing", () => client.groups.memberIds("none"), NotFoundError, "NOT_FOUND"],
    ["an ordinary account", () => server.as("ben").groups.create({ id: "x" }), ForbiddenError, "FORBIDDEN"],
  ])("refuse %s by its own name", async (_, call, type, code) => {
    const error = await call().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ code });
  });
});
