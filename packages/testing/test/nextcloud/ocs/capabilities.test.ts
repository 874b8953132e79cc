import { afterAll, describe, expect, it } from "vitest";
import { startMockServers } from "../../../src/index.js";
import { as } from "../as.js";

const servers = await startMockServers({ services: ["nextcloud"] });
afterAll(() => servers.close());
const { nextcloud } = servers;

describe("capabilities", () => {
  it("tell a user about chunked uploads and sharing", async () => {
    expect((await as(nextcloud, "anna").ocs("GET", "/cloud/capabilities")).data).toMatchObject({
      version: { major: 32, string: "32.0.1" },
      capabilities: {
        dav: { chunking: "1.0", bulkupload: "1.0" },
        files: { chunked_upload: { max_size: 104_857_600, max_parallel_count: 5 } },
        files_sharing: { default_permissions: 31 },
      },
    });
  });

  it("tell strangers less", async () => {
    const headers = { "ocs-apirequest": "true", accept: "application/json" };
    const response = await fetch(`${nextcloud.url}/ocs/v2.php/cloud/capabilities`, { headers });
    const { ocs } = JSON.parse(await response.text());
    expect(Object.keys(ocs.data.capabilities)).toEqual(["bruteforce", "theming"]);
  });
});

it("status.php needs no login", async () => {
  const response = await fetch(`${nextcloud.url}/status.php`);
  expect(await response.json()).toMatchObject({
    installed: true,
    maintenance: false,
    versionstring: "32.0.1",
  });
});
