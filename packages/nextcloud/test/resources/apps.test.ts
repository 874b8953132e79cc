import { BadRequestError, ForbiddenError, NotFoundError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let client: (typeof server)["client"];

beforeEach(async () => {
  server = await startNextcloud();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

const as = (id: string) => server.connect({ username: id, password: `test-password-${id}` });

describe("apps", () => {
  test("are listed, enabled and disabled", async () => {
    expect(await client.apps.list()).toContain("encryption");
    expect(await client.apps.isEnabled("encryption")).toBe(false);
    await client.apps.enable("encryption");
    expect(await client.apps.isEnabled("encryption")).toBe(true);
    await client.apps.disable("encryption");
    expect(await client.apps.list({ filter: "disabled" })).toContain("encryption");
    expect(await client.apps.get("files")).toMatchObject({ id: "files" });
  });

  test("refuse what is not there, and ordinary accounts", async () => {
    await expect(client.apps.enable("nothing")).rejects.toBeInstanceOf(NotFoundError);
    await expect(as("ben").apps.list()).rejects.toBeInstanceOf(ForbiddenError);
  });
});

describe("settings of apps", () => {
  test("are set, read and removed as they are", async () => {
    await client.appConfig.set("files", "phase", "00123");
    expect(await client.appConfig.get("files", "phase")).toBe("00123");
    expect(await client.appConfig.keys("files")).toEqual(["phase"]);
    expect(await client.appConfig.apps()).toContain("files");
    await client.appConfig.delete("files", "phase");
    expect(await client.appConfig.get("files", "phase", { defaultValue: "none" })).toBe("none");
    await expect(client.appConfig.set("core", "installedat", "1")).rejects.toBeInstanceOf(ForbiddenError);
  });
});

describe("preferences", () => {
  test("are set and removed, one and several", async () => {
    await client.preferences.set("files", "show_hidden", "1");
    await client.preferences.setAll("files", { show_hidden: "1", show_grid: "0" });
    expect(server.fake.requests.at(-1)?.body).toEqual({
      "configs[show_hidden]": "1",
      "configs[show_grid]": "0",
    });
    await client.preferences.delete("files", "show_hidden");
    await client.preferences.deleteAll("files", ["show_hidden", "show_grid"]);
    await expect(client.preferences.set("files", "unknown", "1")).rejects.toBeInstanceOf(BadRequestError);
  });
});
