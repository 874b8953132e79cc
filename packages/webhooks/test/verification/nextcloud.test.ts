import { createHash } from "node:crypto";
import { ConfigurationError } from "@platformq/resilience";
import { describe, expect, it } from "vitest";
import { samplePayloads } from "../../src/signing/sample-payloads.js";
import { type SignedRequest, type SignNextcloud, signNextcloud } from "../../src/signing/sign.js";
import { type NextcloudVerification, nextcloudVerifier } from "../../src/verification/nextcloud.js";
import type { Verified } from "../../src/verification/verification.js";

const { file_created, talk_message, flow_file_created } = samplePayloads.nextcloud;
const refused = expect.objectContaining({ reason: "unauthorized" });

function verify(options: NextcloudVerification, { headers, body }: SignedRequest): Verified {
  return nextcloudVerifier(options).verify((name) => headers[name], body);
}

describe("webhook_listeners", () => {
  it("are known by a header that was chosen at registration", () => {
    const signed = signNextcloud(file_created, { secret: "nc" });
    expect(signed.headers).toEqual({ authorization: "Bearer nc" });
    const expected = { verification: "shared-token", payload: file_created, text: signed.body.toString() };
    expect(verify({ listeners: { secrets: ["new", "nc"] } }, signed)).toEqual(expected);
    const own = signNextcloud(file_created, { secret: "nc", header: "x-hook" });
    expect(verify({ listeners: { secrets: "nc", header: "X-Hook" } }, own)).toEqual(expected);
  });

  it.each([{}, { authorization: "Bearer other" }, { authorization: "Bearer" }, { authorization: "" }])(
    "are refused with %j",
    (headers) => {
      const signed = { headers, body: Buffer.from(JSON.stringify(file_created)) };
      expect(() => verify({ listeners: { secrets: "nc" } }, signed)).toThrow(refused);
    },
  );
});

describe("bots of Talk", () => {
  const options = { talk: { secrets: ["new", "talk"] } };
  const sign = (more: Partial<SignNextcloud> = {}): SignedRequest =>
    signNextcloud(talk_message, { secret: "talk", as: "talk", ...more });

  it("are known by a signature over a random value and the body", () => {
    const signed = sign({ random: "r".repeat(64) });
    expect(verify(options, signed)).toEqual({
      verification: "hmac-sha256+nonce",
      payload: talk_message,
      text: signed.body.toString(),
      nonce: "r".repeat(64),
    });
  });

  it("are refused when the random value is another one, or none", () => {
    const signed = sign();
    const other = { ...signed, headers: { ...signed.headers, "x-nextcloud-talk-random": "other" } };
    expect(() => verify(options, other)).toThrow(refused);
    expect(() => verify(options, sign({ random: "" }))).toThrow(refused);
  });

  it("cannot be imitated by whoever knows only the listeners' secret, or the other way round", () => {
    const both = { ...options, listeners: { secrets: "nc" } };
    expect(() => verify(both, sign({ secret: "nc" }))).toThrow(refused);
    expect(() => verify(both, signNextcloud(file_created, { secret: "talk" }))).toThrow(refused);
    expect(() => verify({ listeners: { secrets: "nc" } }, sign())).toThrow(refused);
  });
});

describe("Flow", () => {
  it("is known by an HMAC-SHA256 of the body", () => {
    const signed = signNextcloud(flow_file_created, { secret: "flow", as: "flow" });
    expect(verify({ flow: { secrets: "flow" } }, signed).verification).toBe("hmac-sha256");
    const prefixed = {
      ...signed,
      headers: { "x-nextcloud-webhooks": `sha256=${signed.headers["x-nextcloud-webhooks"]}` },
    };
    expect(verify({ flow: { secrets: "flow" } }, prefixed).payload).toEqual(flow_file_created);
    expect(() => verify({ flow: { secrets: "other" } }, signed)).toThrow(refused);
  });

  it("is known by the plain digest that the app Webhooks makes, only where that is asked for", () => {
    const body = JSON.stringify(flow_file_created);
    const digest = createHash("sha256").update(`${body}flow`).digest("hex");
    const signed = { headers: { "x-nextcloud-webhooks": digest }, body: Buffer.from(body) };
    expect(verify({ flow: { secrets: "flow", digest: "sha256-suffix" } }, signed).verification).toBe(
      "sha256-suffix",
    );
    expect(() => verify({ flow: { secrets: "flow" } }, signed)).toThrow(refused);
  });
});

it("needs at least one way of verification, each with a secret", () => {
  expect(() => nextcloudVerifier({})).toThrow(ConfigurationError);
  expect(() => nextcloudVerifier({ talk: { secrets: [] } })).toThrow(ConfigurationError);
});
