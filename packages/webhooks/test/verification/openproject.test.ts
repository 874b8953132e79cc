import { ConfigurationError } from "@platformq/resilience";
import { describe, expect, it } from "vitest";
import { WebhookRejectedError } from "../../src/rejection.js";
import { signOpenProject } from "../../src/signing/sign.js";
import { openProjectVerifier } from "../../src/verification/openproject.js";

const body = '{"action":"work_package:created","work_package":{"id":1}}';
const vector = "sha1=0f75849379390693b27b19e723ecf595987580a4";
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const withSignature = (signature: string | undefined) => (name: string) =>
  name === "x-op-signature" ? signature : undefined;

describe("the signature of OpenProject", () => {
  const verifier = openProjectVerifier({ secrets: "s3cret" });

  it("fits the known test vector", () => {
    expect(verifier.verify(withSignature(vector), bytes(body))).toEqual({
      verification: "hmac-sha1",
      bodyDigest: vector.slice(5),
      payload: { action: "work_package:created", work_package: { id: 1 } },
      text: body,
    });
    expect(signOpenProject(body, "s3cret").headers["x-op-signature"]).toBe(vector);
  });

  it("is taken over the bytes as they came, escapes and all", () => {
    const escaped = '{"action":"x","text":"\\u003cb\\u003e"}';
    const { headers } = signOpenProject(escaped, "s3cret");
    expect(verifier.verify(withSignature(headers["x-op-signature"]), bytes(escaped)).payload).toEqual({
      action: "x",
      text: "<b>",
    });
    const reencoded = bytes(JSON.stringify(JSON.parse(escaped)));
    expect(() => verifier.verify(withSignature(headers["x-op-signature"]), reencoded)).toThrow(
      WebhookRejectedError,
    );
  });

  it("fits by the old secret and by the new one while they are changed", () => {
    const rotating = openProjectVerifier({ secrets: ["new", "s3cret"] });
    expect(rotating.verify(withSignature(vector), bytes(body)).verification).toBe("hmac-sha1");
    const { headers } = signOpenProject(body, "new");
    expect(rotating.verify(withSignature(headers["x-op-signature"]), bytes(body)).payload).toBeDefined();
  });

  it.each([
    ["missing", undefined],
    ["of another secret", signOpenProject(body, "other").headers["x-op-signature"]],
    ["of another length", "sha1=0f75"],
    ["not hex", `sha1=${"z".repeat(40)}`],
    ["without its prefix", vector.slice(5)],
    ["of another algorithm", `sha256=${vector.slice(5)}`],
    ["sent twice", `${vector}, ${vector}`],
  ])("is refused when it is %s", (_, signature) => {
    expect(() => verifier.verify(withSignature(signature), bytes(body))).toThrow(
      expect.objectContaining({ reason: "unauthorized", status: 401 }),
    );
  });

  it("is checked before the body is parsed", () => {
    expect(() => verifier.verify(withSignature(vector), bytes("no json"))).toThrow(
      expect.objectContaining({ reason: "unauthorized" }),
    );
  });
});

describe("a secret", () => {
  it.each([
    ["missing", []],
    ["empty", ""],
    ["empty among others", ["s3cret", ""]],
    ["copied with a line break", "s3cret\n"],
  ])("that is %s is an error at the start", (_, secrets) => {
    expect(() => openProjectVerifier({ secrets })).toThrow(ConfigurationError);
  });
});
