import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startPlatform, type TestPlatform } from "./start-platform.js";

let platform: TestPlatform;
beforeEach(async () => {
  platform = await startPlatform();
});
afterEach(() => platform[Symbol.asyncDispose]());

const dora = { login: "dora", email: "dora@example.org", displayName: "Dora Lind" };
const home = {
  folders: ["Inbox", "Work/Drafts"],
  files: [
    {
      path: "Welcome/Read me.md",
      content: ({ displayName }: { displayName: string }) => `Hello ${displayName}`,
    },
    { path: "Rules.txt", content: "Be kind" },
  ],
};

describe("HomeContent", () => {
  it("writes folders and files as the new user, and leaves no app password behind", async () => {
    const deliver = (): void => {};
    const result = await platform.service({ nextcloud: { home }, deliver }).provision(dora);
    expect(result.steps).toContainEqual({ step: "home", state: "created" });
    const { state } = platform.servers.nextcloud.fake;
    expect(state.appPasswords.size).toBe(0);
    const writes = platform.writes("nextcloud").filter((line) => line.includes("/dav/files/"));
    expect(writes).toContain("MKCOL /remote.php/dav/files/dora/Work/Drafts");
    const names = [...(state.files.homes.get("dora")?.children.keys() ?? [])];
    expect(names.sort()).toEqual(["Inbox", "Rules.txt", "Welcome", "Work"]);
    expect(writes.at(-1)).toBe("PUT /remote.php/dav/files/dora/Rules.txt");
  });

  it("signs in as it would without options that are undefined", async () => {
    const open = { pool: undefined, metrics: undefined, state: undefined, exchange: undefined };
    const userClient = { rateLimit: false, ...open } as const;
    await platform.service({ nextcloud: { home }, deliver: () => {}, userClient }).provision(dora);
    const { requests } = platform.servers.nextcloud.fake;
    expect(requests.filter(({ path }) => path.includes("getapppassword"))).toHaveLength(1);
  });

  it("skips the home of a user who was there before: there is no credential for it", async () => {
    const result = await platform
      .service({ nextcloud: { home }, deliver: () => {} })
      .provision({ login: "anna", email: "anna@example.com", displayName: "Anna Berg" });
    expect(result.steps).toContainEqual({
      step: "home",
      state: "skipped",
      reason: { code: "NO_CREDENTIAL", message: "no credential" },
    });
    expect(platform.writes("nextcloud")).toEqual([]);
  });

  it("does not sign in where the server mails a link for the password", async () => {
    const result = await platform.service({ nextcloud: { home } }).provision(dora);
    expect(result).toMatchObject({ state: "created" });
    expect(result.steps).toContainEqual(expect.objectContaining({ step: "home", state: "skipped" }));
    expect(platform.servers.nextcloud.fake.state.users.get("dora")?.password).toBe("");
  });

  it("still hands the password over when the home could not be written", async () => {
    platform.servers.nextcloud.faults.next({ status: 507, match: "PUT /remote.php/dav/files/dora" });
    const delivered: string[] = [];
    const deliver = ({ password }: { password: string }): void => void delivered.push(password);
    const result = await platform.service({ nextcloud: { home }, deliver }).provision(dora);
    expect(result).toMatchObject({ state: "failed", reason: { code: "INSUFFICIENT_STORAGE", status: 507 } });
    expect(delivered).toEqual([platform.servers.nextcloud.fake.state.users.get("dora")?.password]);
  });
});
