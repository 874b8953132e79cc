import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/index.ts", "src/lmdb.ts", "src/bullmq.ts"],
  format: ["esm", "cjs"],
  target: "node20",
  dts: true,
  sourcemap: true,
  clean: true,
  treeshake: true,
});
