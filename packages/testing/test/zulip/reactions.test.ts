import { afterAll, describe, expect, it } from "vitest";
import { startMockServers } from "../../src/index.js";
import { asAdmin } from "./as.js";

const servers = await startMockServers({ services: ["zulip"] });
afterAll(() => servers.close());
const admin = asAdmin(servers.zulip);

describe("reactions", async () => {
  const { body } = await admin("POST", "/messages", { type: "direct", to: [11], content: "hi" });
  const path = `/messages/${body.id}/reactions`;

  it("are added once, whatever the name says", async () => {
    expect((await admin("POST", path, { emoji_name: "thumbs_up" })).status).toBe(200);
    const again = await admin("POST", path, { emoji_name: "+1" });
    expect(again).toMatchObject({ status: 400, body: { code: "REACTION_ALREADY_EXISTS" } });
    expect((await admin("GET", `/messages/${body.id}`)).body.message).toMatchObject({
      reactions: [
        { emoji_name: "thumbs_up", emoji_code: "1f44d", reaction_type: "unicode_emoji", user_id: 10 },
      ],
    });
  });

  it("are removed once, by code as well", async () => {
    const parameters = { emoji_code: "1f44d", reaction_type: "unicode_emoji" };
    expect((await admin("DELETE", path, parameters)).status).toBe(200);
    expect(await admin("DELETE", path, parameters)).toMatchObject({
      body: { code: "REACTION_DOES_NOT_EXIST" },
    });
  });

  it("are refused without a name, with an unknown one, and to a message that is not there", async () => {
    expect((await admin("POST", path)).body.code).toBe("REQUEST_VARIABLE_MISSING");
    expect((await admin("POST", path, { emoji_name: "nonsense" })).body.msg).toBe(
      "Emoji 'nonsense' does not exist",
    );
    expect((await admin("POST", path, { emoji_name: "tada", reaction_type: "odd" })).status).toBe(400);
    expect((await admin("DELETE", path)).status).toBe(400);
    expect((await admin("POST", "/messages/9999/reactions", { emoji_name: "tada" })).status).toBe(400);
  });
});
