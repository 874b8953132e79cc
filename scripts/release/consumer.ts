import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Packed } from "./pack.js";
import { run } from "./run.js";

/** Makes a user's project of the packed packages, with a program for each way to import them. */
export function makeConsumer(folder: string, packed: readonly Packed[]): void {
  mkdirSync(folder, { recursive: true });
  const dependencies = {
    ...Object.assign({}, ...packed.map(({ peers }) => peers)),
    ...Object.fromEntries(packed.map(({ name, tarball }) => [name, `file:${tarball}`])),
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }, null, 2));
  const install = ["install", "--no-audit", "--no-fund", "--loglevel=error"];
  run("npm", [...install, "typescript@5.9", "@types/node@20"], { cwd: folder });

  const entries = packed.flatMap((one) => one.entries);
  writeFileSync(join(folder, "program.mjs"), program(entries.map(importOf).join("\n"), importOf));
  writeFileSync(join(folder, "program.cjs"), program(entries.map(requireOf).join("\n"), requireOf));
  for (const [name, compilerOptions] of Object.entries(RESOLUTIONS)) {
    const project = join(folder, name);
    mkdirSync(project);
    for (const extension of ["mts", "cts"]) {
      writeFileSync(join(project, `program.${extension}`), typedProgram(entries));
    }
    const options = { ...compilerOptions, strict: true, noEmit: true, target: "es2022", types: ["node"] };
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions: options }));
  }
}

/** How TypeScript looks packages up: as Node does, and as bundlers do. */
export const RESOLUTIONS = {
  node16: { module: "node16", moduleResolution: "node16" },
  bundler: { module: "preserve", moduleResolution: "bundler" },
} as const;

const variable = (entry: string): string => entry.replace(/\W+/g, "_");
const importOf = (entry: string): string => `import * as ${variable(entry)} from "${entry}";`;
const requireOf = (entry: string): string => `const ${variable(entry)} = require("${entry}");`;

/** Imports everything, and makes one call to the embedded server through it. */
function program(imports: string, loadOf: (entry: string) => string): string {
  const nodeAssert = loadOf("node:assert");
  return `${imports}
${nodeAssert}
async function main() {
  const servers = await ${variable("@platformq/testing")}.startMockServers();
  const { url, email, apiKey } = servers.zulip;
  const zulip = new ${variable("@platformq/zulip")}.ZulipClient({ baseUrl: url, email, apiKey });
  const { account } = await zulip.testConnection();
  node_assert.strictEqual(account, email);
  const wrong = new ${variable("@platformq/zulip")}.ZulipClient({ baseUrl: url, email, apiKey: "x".repeat(32) });
  const error = await wrong.users.me().catch((reason) => reason);
  node_assert.ok(error instanceof ${variable("@platformq/resilience")}.UnauthorizedError, String(error));
  await Promise.all([zulip.close(), wrong.close()]);
  await servers.close();
  console.log("ok");
}
main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
`;
}

/** Uses the types, so that they have to be found and have to be more than \`any\`. */
function typedProgram(entries: readonly string[]): string {
  return `${entries.map(importOf).join("\n")}
type IsAny<T> = 0 extends 1 & T ? true : false;
const zulip = new ${variable("@platformq/zulip")}.ZulipClient({ baseUrl: "", email: "", apiKey: "" });
const isAny: IsAny<Awaited<ReturnType<typeof zulip.users.me>>> = false;
// @ts-expect-error: a message id is a number
zulip.messages.delete("7");
export const used = [isAny, ${entries.map(variable).join(", ")}];
`;
}
