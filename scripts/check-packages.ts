// Checks what would be published, as it would be published: each package is packed, and the tarball is held against
// the rules of the field (publint, attw) and its size limit. Run `pnpm build` first.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { drawTable } from "./demo/table.js";

const root = fileURLToPath(new URL("..", import.meta.url));
/** What a package may weigh when it is downloaded, in bytes, source maps included. Raised on purpose or not at all. */
const MAX_TARBALL_BYTES = 500_000;
/** The fakes are three servers, and nobody ships them. */
const MAX_TESTING_BYTES = 2_000_000;

function run(command: string, args: readonly string[], cwd = root): string | undefined {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
  return status === 0 ? undefined : `${stdout}${stderr}`.trim();
}

const folder = mkdtempSync(join(tmpdir(), "platformq-packages-"));
const rows: string[][] = [];
const problems: string[] = [];
try {
  for (const name of readdirSync(join(root, "packages"))) {
    const target = join(folder, name);
    const packed = run("pnpm", ["pack", "--pack-destination", target], join(root, "packages", name));
    if (packed !== undefined) {
      problems.push(`${name}: ${packed}`);
      continue;
    }
    const [file = ""] = readdirSync(target);
    const tarball = join(target, file);
    const bytes = statSync(tarball).size;
    const limit = name === "testing" ? MAX_TESTING_BYTES : MAX_TARBALL_BYTES;
    const findings = {
      publint: run("publint", ["run", tarball, "--strict"]),
      // Node 10's resolution knows no subpath exports; nothing we support resolves that way.
      attw: run("attw", [tarball, "--profile", "node16", "--no-emoji"]),
      size: bytes <= limit ? undefined : `${bytes} bytes are more than ${limit}`,
    };
    for (const [check, finding] of Object.entries(findings)) {
      if (finding !== undefined) problems.push(`${name}, ${check}:\n${finding}`);
    }
    const verdicts = Object.values(findings).map((finding) => (finding === undefined ? "ok" : "NO"));
    rows.push([`@platformq/${name}`, `${(bytes / 1024).toFixed(1)} kB`, ...verdicts]);
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.log(drawTable(["Package", "Tarball", "publint", "attw", "size"], rows));
if (problems.length > 0) console.error(`\n${problems.join("\n\n")}`);
process.exitCode = problems.length === 0 ? 0 : 1;
