// Looks after what the packages bring along: none of their dependencies may be deprecated, known to be vulnerable, or
// without a release for a year, unless the reason stands here. Needs the npm registry.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./release/run.js";
import { drawTable } from "./terminal/table.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const MAX_AGE_DAYS = 365;

/** Dependencies without a release for long, and why they stay. A reason whose dependency has one again has to go. */
const REASONS: Readonly<Record<string, string>> = {
  bottleneck: "its Lua scripts for Redis are the well-tried ones; only the optional cluster limiter loads it",
  saxes: "complete and strict: XML 1.0 has not changed; jsdom stands on it too",
};

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

function runtimeDependencies(): string[] {
  const names = readdirSync(join(root, "packages")).flatMap((directory) => {
    const manifest: Manifest = JSON.parse(
      readFileSync(join(root, "packages", directory, "package.json"), "utf8"),
    );
    return Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  });
  return [...new Set(names)].filter((name) => !name.startsWith("@platformq/")).sort();
}

interface Release {
  readonly version: string;
  readonly time: Readonly<Record<string, string>>;
  readonly deprecated?: string;
}

function ageDays(date: string): number {
  return Math.floor((Date.now() - Date.parse(date)) / 86_400_000);
}

const rows: string[][] = [];
const problems: string[] = [];
for (const name of runtimeDependencies()) {
  const seen = run("npm", ["view", name, "version", "time", "deprecated", "--json"], { cwd: root });
  const release: Release = JSON.parse(seen);
  const days = ageDays(release.time[release.version] ?? "");
  const reason = REASONS[name];
  if (release.deprecated) problems.push(`${name} is deprecated: ${release.deprecated}`);
  if (days > MAX_AGE_DAYS && reason === undefined)
    problems.push(`${name} has had no release for ${days} days`);
  if (days <= MAX_AGE_DAYS && reason !== undefined) problems.push(`${name} needs no reason any more`);
  rows.push([name, release.version, `${days} days ago`, reason ?? ""]);
}
console.log(drawTable(["Dependency", "Latest", "Released", "Why it stays"], rows));

try {
  run("pnpm", ["audit", "--prod", "--audit-level=moderate"], { cwd: root });
  console.log("No known vulnerabilities.");
} catch (error) {
  const text = String(error);
  if (text.includes("ERR_PNPM_AUDIT_BAD_RESPONSE"))
    console.log("NOT CHECKED: this registry knows no advisories.");
  else problems.push(text);
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
