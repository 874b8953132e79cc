// Installs the workspace's dependencies on a machine that has only Node and npm, and does nothing when they
// are there: pnpm keeps a copy of the lockfile it installed, and it equals ours when nothing has changed.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const PNPM = "pnpm@10.34.9";
const read = (path) => {
  try {
    return readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
  } catch {
    return undefined;
  }
};

const wanted = read("pnpm-lock.yaml");
if (wanted === undefined || wanted !== read("node_modules/.pnpm/lock.yaml")) {
  console.error("Installing dependencies (once; later runs start at once) ...");
  const { status, error } = spawnSync(
    "npx",
    ["--yes", PNPM, "install", "--frozen-lockfile", "--prefer-offline"],
    {
      cwd: new URL("..", import.meta.url),
      // Standard output belongs to the command that follows: `npm run -s demo -- --json` stays JSON.
      stdio: ["ignore", 2, 2],
      shell: process.platform === "win32",
    },
  );
  if (error) console.error(`Could not start npx: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}
