import { readdirSync } from "node:fs";
import { defineConfig } from "vitest/config";

const packages = readdirSync(new URL("./packages", import.meta.url));

/** Tests read every package from its source, so nothing has to be built first. */
const fromSource = {
  resolve: { conditions: ["@platformq/source"] },
  ssr: { resolve: { conditions: ["@platformq/source"], externalConditions: ["@platformq/source"] } },
};

export default defineConfig({
  test: {
    projects: [
      ...packages.map((name) => ({
        ...fromSource,
        test: {
          name,
          root: `packages/${name}`,
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*.redis.test.ts"],
          testTimeout: 20_000,
        },
      })),
      {
        ...fromSource,
        test: {
          name: "scripts",
          root: "scripts",
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*.redis.test.ts"],
          testTimeout: 60_000,
        },
      },
    ],
  },
});
