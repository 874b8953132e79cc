import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { environmentOf, type MockServers, startMockServers } from "@platformq/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Run, runScript } from "../run-script.js";

const sample = fileURLToPath(new URL("../../../examples/data/users.csv", import.meta.url));

describe("examples/provision-users.ts", () => {
  let servers: MockServers;
  let cwd: string;
  beforeEach(async () => {
    servers = await startMockServers();
    cwd = await mkdtemp(join(tmpdir(), "platformq-example-"));
  });
  afterEach(async () => {
    await servers.close();
    await rm(cwd, { recursive: true });
  });

  const run = (file: string): Promise<Run> =>
    runScript("examples/provision-users.ts", [file], { env: environmentOf(servers), cwd });

  it("makes the accounts of the sample file, and leaves them alone the second time", async () => {
    const first = await run(sample);
    expect(first.stdout).toBe("5 created, 0 updated, 0 left alone, 0 failed\n");
    expect(first.stderr).toContain(`\r${"█".repeat(30)} 5/5`);
    expect(first.code).toBe(0);
    const { nextcloud, openproject } = servers;
    expect(nextcloud.fake.state.users.get("emil")).toMatchObject({
      displayName: "Emil Novák",
      language: "cs",
    });
    expect(nextcloud.fake.state.groups.get("design")?.members).toEqual(new Set(["dora", "emil", "hana"]));
    const logins = [...openproject.fake.state.users.values()].map(({ login }) => login);
    expect(logins).toEqual(expect.arrayContaining(["dora", "emil", "fatima", "goran", "hana"]));

    const second = await run(sample);
    expect(second.stdout).toBe("0 created, 0 updated, 5 left alone, 0 failed\n");
    expect(second.code).toBe(0);
  });

  it("names the line that cannot be read, sees to the others, and ends with 1", async () => {
    const file = join(cwd, "users.csv");
    await writeFile(file, "login,email\ndora,dora@example.com\nno mail,here\nemil,emil@example.com\n");
    const { code, stdout, stderr } = await run(file);
    expect(stdout).toContain("line 3: no mail: email is no e-mail address\n");
    expect(stdout).toContain("2 created, 0 updated, 0 left alone, 1 failed\n");
    expect(stderr).toContain("3/3");
    expect(code).toBe(1);
  });
});
