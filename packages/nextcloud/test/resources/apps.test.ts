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

describe("apps", () => {
  test("are listed, enabled and disabled", async () => {
    expect(await client.apps.list()).toContain("encryption");
    expect(await client.apps.isEnabled("encryption")).toBe(false);
    await client.apps.enable("encryption");
    expect(await client.apps.isEnabled("encryption")).toBe(true);
    await client.apps.disable("encryption");
    // The server writes these as a map, because there are enabled ones between them.
    expect(await client.apps.list({ filter: "disabled" })).toEqual(["admin_audit", "encryption"]);
    expect(await client.apps.get("files")).toMatchObject({ id: "files" });
  });

  test("refuse what is not there, and ordinary accounts", async () => {
    await expect(client.apps.enable("nothing")).rejects.toBeInstanceOf(NotFoundError);
    await expect(server.as("ben").apps.list()).rejects.toBeInstanceOf(ForbiddenError);
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
    await expect(client.appConfig.set("files", "enabled", "yes")).rejects.toBeInstanceOf(ForbiddenError);
  });
});

describe("preferences", () => {
  test("are set and removed, one and several", async () => {
    const both = { shortcuts_disabled: "yes", force_enable_blur_filter: "yes" };
    await client.preferences.set("theming", "shortcuts_disabled", "yes");
    await client.preferences.setAll("theming", both);
    expect(server.fake.requests.at(-1)?.body).toEqual({
      "configs[shortcuts_disabled]": "yes",
      "configs[force_enable_blur_filter]": "yes",
    });
    await client.preferences.delete("theming", "shortcuts_disabled");
    await client.preferences.deleteAll("theming", Object.keys(both));
    await expect(client.preferences.set("theming", "unknown", "yes")).rejects.toBeInstanceOf(BadRequestError);
  });
});
