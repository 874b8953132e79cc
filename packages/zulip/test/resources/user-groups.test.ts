import { ConflictError } from "@platformq/resilience";
import { beforeEach, expect, test } from "vitest";
import { startZulip } from "../fake-zulip.js";

let server: Awaited<ReturnType<typeof startZulip>>;
let userGroups: (typeof server)["client"]["userGroups"];
let id: number;

beforeEach(async () => {
  server = await startZulip();
  userGroups = server.client.userGroups;
  id = (await userGroups.create({ name: "design", description: "Designers", members: [11] })) ?? 0;
  return () => server[Symbol.asyncDispose]();
});

test("groups are listed, those of the system too", async () => {
  const { items } = await userGroups.list();
  expect(items.find((group) => group.id === id)).toMatchObject({ name: "design", members: [11] });
  expect(items.filter(({ is_system_group }) => is_system_group).map(({ name }) => name)).toContain(
    "role:everyone",
  );
});

test("members come and go", async () => {
  await userGroups.updateMembers(id, { add: [12, 13], delete: [11] });
  expect(await userGroups.members(id)).toEqual([12, 13]);
  expect(await userGroups.isMember(id, 12)).toBe(true);
  expect(await userGroups.isMember(id, 11)).toBe(false);
});

test("subgroups bring their members along", async () => {
  const inner = (await userGroups.create({ name: "logo", description: "", members: [13] })) ?? 0;
  await userGroups.updateSubgroups(id, { add: [inner] });
  expect(await userGroups.subgroups(id)).toEqual([inner]);
  expect(await userGroups.members(id)).toEqual([11, 13]);
  expect(await userGroups.members(id, { direct_member_only: true })).toEqual([11]);
  await userGroups.updateSubgroups(id, { delete: [inner] });
  expect(await userGroups.subgroups(id, { direct_subgroup_only: true })).toEqual([]);
});

test("a permission is changed only from what was expected", async () => {
  const someone = { direct_members: [11], direct_subgroups: [] };
  await userGroups.update(id, { can_manage_group: { new: someone, old: 6 } });
  expect(server.fake.requests.at(-1)?.body).toEqual({
    can_manage_group: '{"new":{"direct_members":[11],"direct_subgroups":[]},"old":6}',
  });
  const stale = userGroups.update(id, { can_manage_group: { new: 1, old: 6 } });
  await expect(stale).rejects.toBeInstanceOf(ConflictError);
});

test("a group is deactivated and brought back", async () => {
  await userGroups.deactivate(id);
  expect((await userGroups.list()).items.map((group) => group.id)).not.toContain(id);
  const { items } = await userGroups.list({ include_deactivated_groups: true });
  expect(items.find((group) => group.id === id)?.deactivated).toBe(true);
  await userGroups.update(id, { deactivated: false, name: "designers" });
  expect((await userGroups.list()).items.map(({ name }) => name)).toContain("designers");
});

test("servers before 10 do not tell the id of a new group", async () => {
  server.faults.next({ match: "/create", status: 200, body: { result: "success", msg: "" } });
  expect(await userGroups.create({ name: "a", description: "", members: [] })).toBeUndefined();
});
