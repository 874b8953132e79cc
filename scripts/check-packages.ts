// Checks what would be published, as it would be published: each package is packed, and the tarball is held against
// the rules of the field (publint, attw) and its size limit. Run `pnpm build` first.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packAll } from "./release/pack.js";
import { run } from "./release/run.js";
import { drawTable } from "./terminal/table.js";

const root = fileURLToPath(new URL("..", import.meta.url));
/** What a package may weigh when it is downloaded, in bytes, source maps included. Raised on purpose or not at all. */
const MAX_TARBALL_BYTES = 500_000;
const OTHER_LIMITS: Readonly<Record<string, number>> = {
  // The fakes are three servers, and nobody ships them.
  "@platformq/testing": 2_000_000,
  // It brings a copy of the webdav package of its own, twice: for ESM and for CJS.
  "@platformq/nextcloud": 1_400_000,
  // Its CJS build brings the Temporal polyfill along, which is an ES module only.
  "@platformq/orchestration": 600_000,
};

/** @returns what a checker found. */
function findings(command: string, args: readonly string[]): string | undefined {
  try {
    run(command, args, { cwd: root });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const folder = mkdtempSync(join(tmpdir(), "platformq-packages-"));
const rows: string[][] = [];
const problems: string[] = [];
try {
  for (const { name, tarball } of packAll(folder)) {
    const bytes = statSync(tarball).size;
    const limit = OTHER_LIMITS[name] ?? MAX_TARBALL_BYTES;
    const checks = {
      publint: findings("publint", ["run", tarball, "--strict"]),
      // Node 10's resolution knows no subpath exports; nothing we support resolves that way.
      attw: findings("attw", [tarball, "--profile", "node16", "--no-emoji"]),
      size: bytes <= limit ? undefined : `${bytes} bytes are more than ${limit}`,
    };
    for (const [check, finding] of Object.entries(checks)) {
      if (finding !== undefined) problems.push(`${name}, ${check}:\n${finding}`);
    }
    const verdicts = Object.values(checks).map((finding) => (finding === undefined ? "ok" : "NO"));
    rows.push([name, `${(bytes / 1024).toFixed(1)} kB`, ...verdicts]);
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.log(drawTable(["Package", "Tarball", "publint", "attw", "size"], rows));
if (problems.length > 0) console.error(`\n${problems.join("\n\n")}`);
process.exitCode = problems.length === 0 ? 0 : 1;
