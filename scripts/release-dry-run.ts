// Tries a release without making one: packs every package, installs the tarballs into a fresh project as a user would,
// compiles against their types, and runs a program on each version of Node we support. Run `npm run build` first.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeConsumer, RESOLUTIONS } from "./release/consumer.js";
import { packAll } from "./release/pack.js";
import { run } from "./release/run.js";
import { drawTable } from "./terminal/table.js";

/** Compiles against our types. What the types of others get wrong is not ours to mend. */
function compile(project: string, resolution: string): void {
  try {
    run("npx", ["tsc", "-p", resolution, "--pretty", "false"], { cwd: project });
  } catch (error) {
    const lines = String(error).split("\n");
    const ours = lines.filter(
      (line) => line.includes("error TS") && !/^node_modules\/(?!@platformq)/.test(line),
    );
    if (ours.length > 0 || !lines.some((line) => line.includes("error TS"))) throw error;
  }
}

/** The npm package `node` brings them: no other download is needed. */
const NODE_VERSIONS = ["20", "22", "24"];

const folder = mkdtempSync(join(tmpdir(), "platformq-release-"));
const rows: string[][] = [];
const problems: string[] = [];

function attempt(what: string, how: string, check: () => string | undefined): void {
  const started = performance.now();
  let verdict = "ok";
  try {
    verdict = check() ?? "ok";
  } catch (error) {
    verdict = "NO";
    problems.push(`${what}, ${how}:\n${error instanceof Error ? error.message : String(error)}`);
  }
  rows.push([what, how, verdict, `${((performance.now() - started) / 1000).toFixed(1)} s`]);
}

try {
  const packed = packAll(join(folder, "tarballs"));
  const project = join(folder, "project");
  attempt("npm install", `${packed.length} tarballs`, () => {
    makeConsumer(project, packed);
    return undefined;
  });
  for (const resolution of Object.keys(RESOLUTIONS)) {
    attempt("TypeScript", `moduleResolution ${resolution}`, () => {
      compile(project, resolution);
      return undefined;
    });
  }
  for (const version of NODE_VERSIONS) {
    const prefix = join(folder, `node-${version}`);
    let node = "";
    attempt(`Node ${version}`, "install", () => {
      run("npm", ["install", "--no-audit", "--no-fund", "--prefix", prefix, `node@${version}`], {
        cwd: folder,
      });
      node = join(prefix, "node_modules", "node", "bin", "node");
      return run(node, ["--version"], { cwd: folder }).trim();
    });
    for (const program of ["program.mjs", "program.cjs"]) {
      attempt(`Node ${version}`, program.endsWith("mjs") ? "ESM" : "CJS", () => {
        run(node, [program], { cwd: project });
        return undefined;
      });
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(drawTable(["What", "How", "Result", "Time"], rows));
for (const problem of problems) console.error(`\n${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;
