import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { rootCertificates } from "node:tls";
import { parseEnv } from "node:util";
import { startMockServers } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { runScript } from "../run-script.js";

const password = "only-for-trying-things-out";
/** Answers as the containers would, and notes what it was asked. */
const docker = `#!/bin/sh
echo "$*" >> calls
case "$*" in
  *" cat "*) cat certificate ;;
  *"rails runner"*) echo "some warning"; echo "TOKEN=opapi-test-admin" ;;
esac
`;

describe("examples/live/wait-until-ready.ts", () => {
  it("makes what is missing, waits until all three can be used, and prints their variables", async () => {
    await using servers = await startMockServers();
    const { nextcloud, zulip, openproject } = servers;
    const [admin] = zulip.fake.state.users.values();
    if (admin !== undefined) admin.password = password;
    nextcloud.fake.state.addUser({ id: "admin", password });
    // Zulip without an organisation.
    zulip.faults.next({ status: 404, match: "fetch_api_key" });
    const cwd = await mkdtemp(join(tmpdir(), "platformq-example-"));
    await writeFile(join(cwd, "certificate"), rootCertificates[0] ?? "");
    await writeFile(join(cwd, "docker"), docker);
    await chmod(join(cwd, "docker"), 0o755);

    const urls = { NEXTCLOUD_URL: nextcloud.url, ZULIP_SITE: zulip.url, OPENPROJECT_URL: openproject.url };
    const env = { ...urls, PATH: `${cwd}${delimiter}${process.env.PATH}` };
    const { code, stdout, stderr } = await runScript("examples/live/wait-until-ready.ts", [], { env, cwd });
    expect(stderr).toBe("");
    expect(parseEnv(stdout)).toEqual({
      ...urls,
      NEXTCLOUD_ADMIN_USER: "admin",
      NEXTCLOUD_ADMIN_PASS: password,
      ZULIP_EMAIL: "admin@example.com",
      ZULIP_API_KEY: zulip.apiKey,
      OPENPROJECT_API_KEY: openproject.apiKey,
      HTTP_CA_FILE: ".platformq/zulip.crt",
    });
    expect(await readFile(join(cwd, ".platformq/zulip.crt"), "utf8")).toBe(rootCertificates[0]);
    expect(await readFile(join(cwd, "calls"), "utf8")).toContain("create_realm PlatformQ admin@example.com");
    expect(code).toBe(0);
    await rm(cwd, { recursive: true });
  });
});
