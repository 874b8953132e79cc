import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";

const bin = fileURLToPath(new URL("../src/bin.ts", import.meta.url));
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

function run(...args: string[]) {
  const child = spawn(process.execPath, ["--conditions=@platformq/source", "--import", "tsx", bin, ...args]);
  children.push(child);
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output.stderr += text;
  });
  const exit = once(child, "close").then(([code]) => Number(code));
  return { child, output, exit, firstOutput: once(child.stdout, "data") };
}

describe("platformq-mock-servers", () => {
  it("prints variables to paste, serves, and ends well on SIGTERM", async () => {
    const { child, output, exit, firstOutput } = run();
    await firstOutput;
    const names = output.stdout.match(/(?<=^export )\w+(?='?=)/gm);
    expect(names).toEqual([
      "NEXTCLOUD_URL",
      "NEXTCLOUD_ADMIN_USER",
      "NEXTCLOUD_ADMIN_PASS",
      "ZULIP_SITE",
      "ZULIP_EMAIL",
      "ZULIP_API_KEY",
      "OPENPROJECT_URL",
      "OPENPROJECT_API_KEY",
    ]);
    const site = /ZULIP_SITE='(.+)'/.exec(output.stdout)?.[1];
    expect((await fetch(`${site}/api/v1/server_settings`)).status).toBe(200);
    child.kill("SIGTERM");
    expect(await exit).toBe(0);
  });

  it("serves one service, tells it as JSON and ends well on SIGINT", async () => {
    const { child, output, exit, firstOutput } = run("openproject", "--json");
    await firstOutput;
    const values: unknown = JSON.parse(output.stdout);
    expect(values).toEqual({
      OPENPROJECT_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      OPENPROJECT_API_KEY: "opapi-test-admin",
    });
    child.kill("SIGINT");
    expect(await exit).toBe(0);
  });

  it("explains itself", async () => {
    const { output, exit } = run("--help");
    expect(await exit).toBe(0);
    expect(output.stdout).toContain("Usage: platformq-mock-servers");
  });

  it.each([["gitlab"], ["--nonsense"], ["--port", "many"]])("refuses %s", async (...args) => {
    const { output, exit } = run(...args);
    expect(await exit).toBe(2);
    expect(output.stderr).toMatch(/^platformq-mock-servers: /);
    expect(output.stdout).toBe("");
  });
});
