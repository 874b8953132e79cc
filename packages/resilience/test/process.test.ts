import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer } from "./support/server.js";

const run = promisify(execFile);
const packageRoot = fileURLToPath(new URL("..", import.meta.url));

// Both formats are built from the source, as tsup does it; the folder lies in the package so that its dependencies
// are found.
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(packageRoot, "node_modules", ".process-test-"));
  const entryPoints = [join(packageRoot, "src/index.ts")];
  const shared = {
    entryPoints,
    bundle: true,
    platform: "node",
    packages: "external",
    target: "node20",
  } as const;
  await build({ ...shared, format: "esm", outfile: join(folder, "index.mjs") });
  await build({ ...shared, format: "cjs", outfile: join(folder, "index.cjs") });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const script = async (name: string, source: string, argument: string): Promise<string> => {
  const file = join(folder, name);
  await writeFile(file, source);
  const { stdout, stderr } = await run(process.execPath, [file, argument], { timeout: 10_000 });
  return stdout + stderr;
};

describe("a process", () => {
  it("ends by itself while its clients are idle and still open", async () => {
    await using server = await startServer((_, response) => response.end("ok"));
    const begun = performance.now();
    const output = await script(
      "idle.mjs",
      `import { HttpClient, asText, path, basicCredential } from "./index.mjs";
       const client = new HttpClient({
         rules: { name: "idle" }, account: "anna", defaultRate: 10,
         credential: basicCredential("anna", "secret"), options: { baseUrl: process.argv[2] },
       });
       for (let i = 0; i < 15; i++) await client.request({ method: "GET", path: path\`thing\` }, asText);
       console.log("done");`,
      server.url,
    );
    expect(output).toBe("done\n");
    expect(performance.now() - begun).toBeLessThan(4_000);
  });

  it("lives as long as a call waits", async () => {
    await using server = await startServer((_, response, index) =>
      index === 0 ? response.writeHead(429, { "retry-after": "0.5" }).end() : response.end("ok"),
    );
    const output = await script(
      "waiting.mjs",
      `import { HttpClient, asText, path } from "./index.mjs";
       const client = new HttpClient({
         rules: { name: "waiting" }, account: "anna", defaultRate: 10, options: { baseUrl: process.argv[2] },
       });
       client.request({ method: "GET", path: path\`thing\` }, asText).then(console.log);`,
      server.url,
    );
    expect(output).toBe("ok\n");
  });

  it("has one registry, one pool and one family of errors for an ESM and a CJS copy", async () => {
    await using server = await startServer((_, response) => response.writeHead(500).end());
    const output = await script(
      "both.mjs",
      `import * as esm from "./index.mjs";
       import { createRequire } from "node:module";
       const cjs = createRequire(import.meta.url)("./index.cjs");
       const make = (copy) => new copy.HttpClient({
         rules: { name: "both" }, account: "anna", defaultRate: 1000,
         options: { baseUrl: process.argv[2], retry: false },
       });
       const request = (copy, client) => client.request({ method: "GET", path: copy.path\`thing\` }, copy.asText);
       for (let i = 0; i < 5; i++) await request(esm, make(esm)).catch(() => {});
       const error = await request(cjs, make(cjs)).catch((reason) => reason);
       console.log(JSON.stringify({
         copies: esm.HttpClient !== cjs.HttpClient,
         opened: error instanceof esm.CircuitOpenError && error instanceof cjs.CircuitOpenError,
         circuits: esm.getCircuitBreakers() === cjs.getCircuitBreakers(),
         metrics: esm.getMetricsCollector() === cjs.getMetricsCollector(),
         total: cjs.getMetricsCollector().getStats().totalRequests,
       }));`,
      server.url,
    );
    expect(JSON.parse(output)).toEqual({
      copies: true,
      opened: true,
      circuits: true,
      metrics: true,
      total: 6,
    });
    expect(server.requests).toHaveLength(5);
    expect(server.connections).toBeLessThanOrEqual(2);
  });
});
