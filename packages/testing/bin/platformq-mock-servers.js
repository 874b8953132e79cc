#!/usr/bin/env node
import { existsSync } from "node:fs";

const built = new URL("../dist/bin.js", import.meta.url);
if (existsSync(built)) {
  await import(built.href);
} else {
  // A clone that was not built runs from its source.
  const { register } = await import("tsx/esm/api");
  register();
  await import("../src/bin.ts");
}
