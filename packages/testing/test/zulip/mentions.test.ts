import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MockServers, startMockServers } from "../../src/index.js";
import { asAdmin, asAnna } from "./as.js";

let servers: MockServers<"zulip">;

beforeEach(async () => {
  servers = await startMockServers({ services: ["zulip"] });
  const { state } = servers.zulip.fake;
  state.addStream({ name: "alpha", date_created: 1, stream_id: 500, subscribers: new Set([10, 11]) });
});
afterEach(() => servers.close());

/** Has the administrator write to a channel, and reads the flags that Anna's message has. */
async function flagsFor(content: string): Promise<unknown> {
  const message = { type: "stream", to: "alpha", topic: "Welcome", content };
  const { body } = await asAdmin(servers.zulip)("POST", "/messages", message);
  const read = await asAnna(servers.zulip)("GET", `/messages/${body.id}`);
  expect(read.body).toHaveProperty("message.flags");
  return Object(read.body.message).flags;
}

describe("a mention", () => {
  const anna = () => servers.zulip.fake.state.users.get(11)?.full_name;

  it("is of a user by name or by id, and of everybody", async () => {
    expect(await flagsFor(`@**${anna()}** look`)).toEqual(["mentioned"]);
    expect(await flagsFor("look, @**|11**")).toEqual(["mentioned"]);
    expect(await flagsFor(`@**${anna()}|11** and @**all**`)).toEqual([
      "mentioned",
      "stream_wildcard_mentioned",
    ]);
  });

  it("is none when it is silent, in code, or somebody else's", async () => {
    expect(await flagsFor(`@_**${anna()}**`)).toEqual([]);
    expect(await flagsFor(`\`@**${anna()}**\``)).toEqual([]);
    expect(await flagsFor(`\`\`\`\n@**${anna()}**\n\`\`\``)).toEqual([]);
    expect(await flagsFor(`@**${anna()}|10** and @**Nobody**`)).toEqual([]);
  });

  it("is what is:mentioned finds", async () => {
    await flagsFor("for nobody");
    await flagsFor("@**|11**");
    const narrow = [{ operator: "is", operand: "mentioned" }];
    const range = { anchor: "newest", num_before: 10, num_after: 0 };
    const { body } = await asAnna(servers.zulip)("GET", "/messages", { narrow, ...range });
    expect(body.messages).toEqual([expect.objectContaining({ flags: ["mentioned"] })]);
  });
});
