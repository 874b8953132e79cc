import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { rejectionStatus } from "../../packages/webhooks/src/rejection.js";
import { errorCodes } from "../docs/error-codes.js";

const root = new URL("../../", import.meta.url);
const page = readFileSync(new URL("docs/troubleshooting.md", root), "utf8");

/** What a package's source files hold, one after another. */
function sourceOf(name: string): string {
  const folder = new URL(`packages/${name}/src/`, root);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  return files.map((file) => readFileSync(new URL(file, folder), "utf8")).join("\n");
}

// The fakes throw what the servers answer, and nothing of their own.
const packages = readdirSync(new URL("packages", root)).filter((name) => name !== "testing");
const sources = packages.map(sourceOf);
const reasons = Object.keys(rejectionStatus).map((reason) => reason.toUpperCase());

describe("error codes", () => {
  it("are found among an error's arguments, beside its class, and as a code", () => {
    const source = `
      const rows = [{ code: "102", type: [ConflictError, "USER_EXISTS"] }, ["GONE_AWAY", NotFoundError]];
      const reason = { code: late ? "TOO_LATE" : "TOO_EARLY", method: "POST" };
      class LostError extends Error { static readonly code = "LOST"; }
      function fail() { throw new RateLimitError(text, vendor ?? "RATE_LIMITED", { headers: "NOT_ONE" }); }
      function codeOf() { return "NO_CODE"; }
      const fields = new Set(["POST", "PUT"]);
    `;
    expect([...errorCodes(source)].sort()).toEqual(
      ["GONE_AWAY", "LOST", "NO_CODE", "RATE_LIMITED", "TOO_EARLY", "TOO_LATE", "USER_EXISTS"].sort(),
    );
  });
});

describe("the troubleshooting page", () => {
  it.each(packages.map((name, index) => [name, sources[index] ?? ""]))(
    "explains every error code of %s",
    (_, source) => {
      expect([...errorCodes(source)].filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
    },
  );

  it("explains every reason for which a webhook is refused", () => {
    expect(reasons.filter((reason) => !page.includes(`\`${reason}\``))).toEqual([]);
  });

  it("explains no code that there is not", () => {
    const rows = page.split("\n").filter((line) => line.startsWith("| `"));
    const explained = rows.flatMap((row) => (row.split("|")[1] ?? "").match(/[A-Z][A-Z0-9_]+/g) ?? []);
    expect(explained).not.toHaveLength(0);
    const known = [...sources, ...reasons];
    const isKnown = (code: string) => code.startsWith("HTTP_") || known.some((text) => text.includes(code));
    expect(explained.filter((code) => !isKnown(code))).toEqual([]);
  });
});
