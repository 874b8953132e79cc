import { readdirSync } from "node:fs";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

const packages = readdirSync(new URL("./packages", import.meta.url));

/** Tests read every package from its source, so nothing has to be built first. */
function project(name: string, root: string, testTimeout: number): TestProjectInlineConfiguration {
  return {
    resolve: { conditions: ["@platformq/source"] },
    ssr: { resolve: { conditions: ["@platformq/source"], externalConditions: ["@platformq/source"] } },
    test: {
      name,
      root,
      include: ["test/**/*.test.ts"],
      exclude: ["test/**/*.redis.test.ts"],
      testTimeout,
      // To load every module anew for every file takes longer than the tests do. One of Nextcloud's needs a `webdav`
      // that nobody in the process has used before.
      isolate: name === "nextcloud",
    },
  };
}

export default defineConfig({
  test: {
    projects: [
      ...packages.map((name) => project(name, `packages/${name}`, 20_000)),
      project("scripts", "scripts", 60_000),
    ],
  },
});
