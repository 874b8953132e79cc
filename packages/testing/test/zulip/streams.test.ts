import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MockServers, startMockServers } from "../../src/index.js";
import { asAdmin, asAnna } from "./as.js";

let servers: MockServers<"zulip">;
let admin: ReturnType<typeof asAdmin>;
let anna: ReturnType<typeof asAnna>;

beforeEach(async () => {
  servers = await startMockServers({ services: ["zulip"] });
  admin = asAdmin(servers.zulip);
  anna = asAnna(servers.zulip);
  const { state } = servers.zulip.fake;
  state.addStream({
    name: "General",
    date_created: 1,
    stream_id: 1,
    description: "**All** of it",
    subscribers: new Set([11]),
  });
  state.addStream({ name: "secret", date_created: 2, stream_id: 2, invite_only: true });
});
afterEach(() => servers.close());

const names = (streams: unknown) => (Array.isArray(streams) ? streams.map(({ name }) => name) : streams);

describe("channels", () => {
  it("are listed as far as they are visible", async () => {
    expect(names((await anna("GET", "/streams")).body.streams)).toEqual(["General"]);
    expect(names((await admin("GET", "/streams", { include_all: true })).body.streams)).toEqual([
      "General",
      "secret",
    ]);
    expect(names((await anna("GET", "/streams", { include_all: true })).body.streams)).toEqual(["General"]);
  });

  it("are shown with their description rendered and without the ids of their subscribers", async () => {
    const { body } = await anna("GET", "/streams/1");
    expect(body.stream).toMatchObject({
      stream_id: 1,
      name: "General",
      rendered_description: "<p><strong>All</strong> of it</p>",
      subscriber_count: 1,
      is_archived: false,
    });
    expect(body.stream).not.toHaveProperty("subscribers");
    expect((await anna("GET", "/streams/1/members")).body.subscribers).toEqual([11]);
  });

  it("are found by name, without regard to case", async () => {
    expect((await anna("GET", "/get_stream_id", { stream: "general" })).body.stream_id).toBe(1);
    for (const stream of ["nonexistent", "secret"]) {
      expect(await anna("GET", "/get_stream_id", { stream })).toMatchObject({
        status: 400,
        body: { msg: `Invalid channel name '${stream}'` },
      });
    }
  });

  it("are not found by name when they are private, by administrators neither", async () => {
    const answer = await admin("GET", "/get_stream_id", { stream: "secret" });
    expect(answer).toMatchObject({ status: 400, body: { msg: "Invalid channel name 'secret'" } });
    expect(await admin("PATCH", "/streams/2", { is_private: false })).toMatchObject({
      status: 400,
      body: { msg: "Channel content access is required." },
    });
  });

  it("are only listed and changed once they are archived", async () => {
    await admin("DELETE", "/streams/1");
    for (const path of ["/streams/1", "/streams/1/members", "/get_stream_id?stream=General"]) {
      expect((await anna("GET", path)).status).toBe(400);
    }
    expect(names((await anna("GET", "/streams")).body.streams)).toEqual([]);
    expect(names((await anna("GET", "/streams", { exclude_archived: false })).body.streams)).toEqual([
      "General",
    ]);
    expect((await admin("PATCH", "/streams/1", { is_archived: false })).status).toBe(200);
    expect((await anna("GET", "/streams/1")).status).toBe(200);
    expect(await admin("PATCH", "/streams/1", { is_archived: false })).toMatchObject({ status: 400 });
  });

  it("hide their history when they become private, unless told otherwise", async () => {
    const stream = servers.zulip.fake.state.streams.get(1);
    stream?.subscribers.add(10);
    await admin("PATCH", "/streams/1", { is_private: true, history_public_to_subscribers: true });
    expect(stream?.history_public_to_subscribers).toBe(true);
    await admin("PATCH", "/streams/1", { is_private: true });
    expect(stream?.history_public_to_subscribers).toBe(false);
  });

  it("do not exist for those who may not see them", async () => {
    for (const path of ["/streams/2", "/streams/2/members", "/streams/99"]) {
      expect(await anna("GET", path)).toMatchObject({ status: 400, body: { msg: "Invalid channel ID" } });
    }
    expect((await admin("GET", "/streams/2")).status).toBe(200);
  });

  it("are changed and archived by administrators", async () => {
    expect(
      (await admin("PATCH", "/streams/1", { new_name: "all", is_private: true, folder_id: null })).status,
    ).toBe(200);
    expect(servers.zulip.fake.state.streams.get(1)).toMatchObject({
      name: "all",
      invite_only: true,
      folder_id: null,
    });
    expect((await admin("DELETE", "/streams/1")).status).toBe(200);
    expect(servers.zulip.fake.state.streams.get(1)).toMatchObject({ is_archived: true });
    expect(await admin("DELETE", "/streams/1")).toMatchObject({ status: 400 });
  });

  it("are not changed by others, or to names that are taken, empty or too long", async () => {
    expect(await anna("PATCH", "/streams/1", { description: "mine" })).toMatchObject({
      status: 400,
      body: { code: "UNAUTHORIZED_PRINCIPAL" },
    });
    for (const new_name of ["SECRET", "General", " ", "x".repeat(61)]) {
      expect((await admin("PATCH", "/streams/1", { new_name })).status).toBe(400);
    }
  });
});
