import { expect, it } from "vitest";
import { bytesBody, composeRequest, type HttpRequest, path } from "../../src/index.js";

it("takes the parts from the transport and all the rest from the caller", () => {
  const given: Required<HttpRequest> = {
    method: "POST",
    path: path`given`,
    query: { given: 1 },
    body: bytesBody("given"),
    headers: { given: "1" },
    secrets: ["given"],
    target: new URL("https://example.com/"),
    redirect: "manual",
    lane: "transfer",
    operation: "an operation",
    idempotent: true,
    anonymous: true,
    probesCredential: true,
    judgesCredential: false,
    alreadySo: [412],
  };
  const parts = { path: path`made`, query: { made: 1 }, body: bytesBody("made"), headers: { made: "1" } };
  expect(composeRequest(given, parts)).toEqual({ ...given, ...parts });
  expect(composeRequest(given, { path: path`made`, secrets: ["made"] })).toMatchObject({
    query: undefined,
    body: undefined,
    headers: undefined,
    secrets: ["made"],
  });
});
