// Prints the software bill of materials (CycloneDX JSON) of what a user of all packages installs: npm resolves the
// packed packages in a fresh project and writes it. Run `npm run build` first.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packAll } from "./release/pack.js";
import { run } from "./release/run.js";

const folder = mkdtempSync(join(tmpdir(), "platformq-sbom-"));
try {
  // The fakes are for tests: nobody runs them in production.
  const packed = packAll(join(folder, "tarballs")).filter(({ name }) => name !== "@platformq/testing");
  const project = join(folder, "project");
  mkdirSync(project);
  const dependencies = Object.fromEntries(packed.map(({ name, tarball }) => [name, `file:${tarball}`]));
  const manifest = { name: "platformq-integrations", version: "0.0.0", private: true, dependencies };
  writeFileSync(join(project, "package.json"), JSON.stringify(manifest));
  run("npm", ["install", "--package-lock-only", "--no-audit", "--no-fund"], { cwd: project });
  const format = ["--sbom-format", "cyclonedx", "--sbom-type", "library", "--package-lock-only"];
  const text = run("npm", ["sbom", ...format], { cwd: project });
  // The places the tarballs were packed to say nothing to anybody.
  console.log(text.replaceAll(/file:[^"]*\/tarballs\/[^"/]+\//g, ""));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
