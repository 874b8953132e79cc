import { describe, expect, it } from "vitest";
import { asNothing, type OutcomeException, path } from "../../src/index.js";
import { testClient } from "../support/client.js";
import { json, startServer } from "../support/server.js";

const exceptions: OutcomeException[] = [
  {
    status: 400,
    operation: /reactions$/,
    when: ({ text }) => text.includes("REACTION_ALREADY_EXISTS"),
    means: "already-so",
  },
];
const add = { method: "POST", path: path`messages/${7}/reactions`, idempotent: true };

describe("an answer that says it is so already", () => {
  it("is a success after an attempt nobody knows the outcome of", async () => {
    await using server = await startServer((_, response, index) => {
      if (index === 0) response.socket?.resetAndDestroy();
      else json(response, 400, { code: "REACTION_ALREADY_EXISTS" });
    });
    await expect(
      testClient(server.url, { rules: { exceptions } }).request(add, asNothing),
    ).resolves.toBeUndefined();
  });

  it("is the error it says it is otherwise", async () => {
    await using server = await startServer((_, response) =>
      json(response, 400, { code: "REACTION_ALREADY_EXISTS" }),
    );
    await expect(
      testClient(server.url, { rules: { exceptions } }).request(add, asNothing),
    ).rejects.toMatchObject({
      status: 400,
      attempts: 1,
    });
  });
});
