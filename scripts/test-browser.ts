// Looks at the pages people see, in a real browser: the activity monitor and the documentation (`npm run docs:build`
// makes it).
import { parseCLI, startVitest } from "vitest/node";
import { findChromium } from "./browser/find-chromium.js";

if (findChromium() === undefined) {
  console.error("These tests need Chromium. Install it, or name it in CHROMIUM_PATH, and run them again:");
  console.error("  Debian, Ubuntu   apt-get install chromium");
  console.error("  macOS            brew install --cask chromium");
  process.exit(1);
}

const { filter, options } = parseCLI(["vitest", ...process.argv.slice(2)]);
const conditions = ["@platformq/source"];
const vitest = await startVitest(
  "test",
  filter,
  {
    ...options,
    config: false,
    watch: false,
    include: ["scripts/browser/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A browser wants the machine for itself.
    fileParallelism: false,
    expect: { poll: { timeout: 20_000, interval: 100 } },
  },
  { resolve: { conditions }, ssr: { resolve: { conditions, externalConditions: conditions } } },
);
await vitest.close();
