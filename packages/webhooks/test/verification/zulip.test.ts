import { ConfigurationError } from "@platformq/resilience";
import { describe, expect, it } from "vitest";
import { samplePayloads } from "../../src/signing/sample-payloads.js";
import { signZulip } from "../../src/signing/sign.js";
import { zulipVerifier } from "../../src/verification/zulip.js";

const message = samplePayloads.zulip.message;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const noHeaders = (): undefined => undefined;
const refused = expect.objectContaining({ reason: "unauthorized" });

describe("the token of Zulip", () => {
  it("is compared and taken out of the payload", () => {
    const { body } = signZulip(message, "token");
    expect(zulipVerifier({ secrets: "token" }).verify(noHeaders, body)).toEqual({
      verification: "shared-token",
      payload: message,
    });
  });

  it.each(["", "token ", "Token", "tokentoken"])("is refused when it is %j", (token) => {
    const { body } = signZulip(message, token);
    expect(() => zulipVerifier({ secrets: "token" }).verify(noHeaders, body)).toThrow(refused);
  });

  it.each([{}, { token: ["token"] }, { token: null }])("is refused in %j", (payload) => {
    const verifier = zulipVerifier({ secrets: "token" });
    expect(() => verifier.verify(noHeaders, bytes(JSON.stringify(payload)))).toThrow(refused);
  });

  it("belongs to one bot when tokens are given by bot", () => {
    const verifier = zulipVerifier({ secrets: { [message.bot_email]: ["new", "old"], "other@x": "other" } });
    expect(verifier.verify(noHeaders, signZulip(message, "old").body).payload).toEqual(message);
    expect(() => verifier.verify(noHeaders, signZulip(message, "other").body)).toThrow(refused);
    const stranger = { ...message, bot_email: "constructor" };
    expect(() => verifier.verify(noHeaders, signZulip(stranger, "old").body)).toThrow(refused);
  });

  it("must be given", () => {
    expect(() => zulipVerifier({ secrets: {} })).toThrow(ConfigurationError);
    expect(() => zulipVerifier({ secrets: { "bot@x": "" } })).toThrow(ConfigurationError);
  });
});
