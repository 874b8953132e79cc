import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/index.ts", "src/redis.ts"],
  format: ["esm", "cjs"],
  target: "node20",
  // An ES module only, which the oldest Node we support cannot `require`.
  noExternal: ["temporal-polyfill"],
  dts: true,
  sourcemap: true,
  clean: true,
  treeshake: true,
});
