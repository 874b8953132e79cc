import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/index.ts"],
  format: ["esm", "cjs"],
  target: "node20",
  // A copy of our own, so that the seam it offers the whole process is ours alone; with its types, as users have none.
  noExternal: ["webdav"],
  dts: { resolve: ["webdav", "./types.js"] },
  // It is loaded when it is asked for.
  splitting: true,
  esbuildOptions(options) {
    // The same thing written for browsers; it calls `require`, which an ES module has not.
    options.alias = { "path-posix": "node:path/posix" };
  },
  sourcemap: true,
  clean: true,
  treeshake: true,
});
