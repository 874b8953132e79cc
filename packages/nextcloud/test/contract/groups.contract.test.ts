import { ForbiddenError, NotFoundError } from "@platformq/resilience";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Account, openTarget, type Target } from "./nextcloud.js";

let target: Target;
let ada: Account;
let groups: Target["client"]["groups"];
let users: Target["client"]["users"];

beforeAll(async () => {
  target = await openTarget();
  ({ groups, users } = target.client);
  ada = await target.addUser("ada");
  await groups.create({ id: target.name, displayName: "Crew Ü" });
  target.cleanUp(() => groups.delete(target.name));
});

afterAll(() => target[Symbol.asyncDispose]());

test("a group is listed with its details, and renamed", async () => {
  const search = target.name;
  expect((await groups.list({ search })).items).toMatchObject([
    { id: target.name, displayName: "Crew Ü", userCount: 0 },
  ]);
  await groups.update(target.name, { displayName: "Crew" });
  expect((await groups.list({ search })).items).toMatchObject([{ displayName: "Crew" }]);
  expect((await groups.listIds({ search })).items).toEqual([target.name]);
});

test("groups are walked page by page", async () => {
  for (const end of ["-1", "-2"]) {
    await groups.create({ id: target.name + end });
    target.cleanUp(() => groups.delete(target.name + end));
  }
  const ids: string[] = [];
  for await (const id of await groups.listIds({ search: `${target.name}-`, limit: 1 })) ids.push(id);
  expect(ids.sort()).toEqual([`${target.name}-1`, `${target.name}-2`]);
});

test("a group has members and those who administer it", async () => {
  await users.addToGroup(ada.id, target.name);
  await users.addToGroup(ada.id, target.name);
  expect(await groups.memberIds(target.name)).toEqual([ada.id]);
  expect((await groups.members(target.name)).items).toMatchObject([{ id: ada.id, groups: [target.name] }]);
  expect(await users.groupIds(ada.id)).toEqual([target.name]);
  expect((await users.groups(ada.id)).map(({ id }) => id)).toEqual([target.name]);

  await expect(ada.client.users.list()).rejects.toBeInstanceOf(ForbiddenError);
  await users.promote(ada.id, target.name);
  await users.promote(ada.id, target.name);
  expect(await groups.subadmins(target.name)).toEqual([ada.id]);
  expect(await users.subadminGroupIds(ada.id)).toEqual([target.name]);
  expect((await users.subadminGroups(ada.id)).map(({ id }) => id)).toEqual([target.name]);
  await users.demote(ada.id, target.name);
  await expect(users.demote(ada.id, target.name)).rejects.toMatchObject({ code: "NOT_A_SUBADMIN" });

  await users.removeFromGroup(ada.id, target.name);
  expect(await groups.memberIds(target.name)).toEqual([]);
});

test("what cannot be done to groups is told by codes", async () => {
  const missing = `${target.name}-none`;
  const codes: readonly (readonly [() => Promise<unknown>, string])[] = [
    [() => groups.create({ id: target.name }), "GROUP_EXISTS"],
    [() => groups.create({ id: "" }), "INVALID_GROUP"],
    [() => groups.delete(missing), "GROUP_NOT_FOUND"],
    [() => groups.delete("admin"), "GROUP_NOT_DELETABLE"],
    [() => users.addToGroup(ada.id, missing), "GROUP_NOT_FOUND"],
    [() => users.addToGroup(missing, target.name), "USER_NOT_FOUND"],
    [() => users.promote(missing, target.name), "USER_NOT_FOUND"],
    [() => users.promote(ada.id, missing), "GROUP_NOT_FOUND"],
    [() => users.promote(ada.id, "admin"), "GROUP_NOT_PERMITTED"],
  ];
  for (const [call, code] of codes) await expect(call()).rejects.toMatchObject({ code });
  await expect(groups.memberIds(missing)).rejects.toBeInstanceOf(NotFoundError);
  await expect(groups.update(missing, { displayName: "x" })).rejects.toBeInstanceOf(NotFoundError);
  await expect(ada.client.groups.create({ id: missing })).rejects.toBeInstanceOf(ForbiddenError);
});
