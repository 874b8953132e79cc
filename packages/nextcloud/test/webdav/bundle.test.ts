import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "tsup";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient, getPatcher } from "webdav";
import config from "../../tsup.config.js";
import { startNextcloud } from "../fake-nextcloud.js";

/** Beside the sources, for what it does not bundle to be found. */
const outDir = fileURLToPath(new URL("dist", import.meta.url));
let built: typeof import("../../src/index.js");

beforeAll(async () => {
  if (typeof config === "function" || Array.isArray(config)) throw new Error("no plain configuration");
  await build({
    ...config,
    entry: [fileURLToPath(new URL("../../src/index.ts", import.meta.url))],
    external: ["@platformq/resilience", "saxes", "zod"],
    outDir,
    format: "esm",
    dts: false,
    sourcemap: false,
    treeshake: false,
    config: false,
    silent: true,
  });
  built = await import(`${outDir}/index.js`);
}, 60_000);
afterAll(() => rm(outDir, { recursive: true, force: true }));

test("another user of the webdav package in the process keeps a transport and a patcher of its own", async () => {
  await using server = await startNextcloud();
  const { url, fake } = server;
  const { username, password } = fake;
  const ours = await new built.NextcloudClient({ baseUrl: url, username, password }).webdav();
  await ours.putFileContents("/ours.txt", "ours");
  const login = { username: "anna", password: "test-password-anna" };
  const theirs = createClient(`${url}/remote.php/dav/files/anna`, login);
  await theirs.putFileContents("/theirs.txt", "theirs");
  const puts = fake.requests.filter(({ method }) => method === "PUT");
  expect(puts.map(({ path, headers }) => [path, headers["user-agent"]])).toEqual([
    ["/remote.php/dav/files/admin/ours.txt", expect.stringContaining("PlatformQ")],
    ["/remote.php/dav/files/anna/theirs.txt", expect.not.stringContaining("PlatformQ")],
  ]);

  getPatcher().patch("fetch", () => Promise.reject(new Error("patched by somebody else")));
  await expect(theirs.exists("/theirs.txt")).rejects.toThrow("patched by somebody else");
  expect(await ours.exists("/ours.txt")).toBe(true);
});
