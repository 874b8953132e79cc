import { defineConfig, type Options } from "tsup";

const shared: Options = {
  entry: ["src/index.ts", "src/redis.ts"],
  target: "node20",
  dts: true,
  sourcemap: true,
  treeshake: true,
};

export default defineConfig([
  { ...shared, format: "esm" },
  // It is an ES module only, which the oldest Node we support cannot `require`.
  { ...shared, format: "cjs", noExternal: ["temporal-polyfill"] },
]);
