import { mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NotFoundError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let files: (typeof server)["client"]["files"];
let local: string;

beforeEach(async () => {
  server = await startNextcloud();
  files = server.client.files;
  local = await mkdtemp(join(tmpdir(), "platformq-"));
  return async () => {
    await server[Symbol.asyncDispose]();
    await rm(local, { recursive: true });
  };
});

describe("a folder", () => {
  test("goes up and comes down with everything in it, and its times", async () => {
    const modified = new Date("2024-05-21T13:37:00Z");
    await mkdir(join(local, "up/deep/empty"), { recursive: true });
    for (let i = 0; i < 12; i++) await writeFile(join(local, `up/deep/Nº ${i} #?%.txt`), `text ${i}`);
    await writeFile(join(local, "up/top.txt"), "top");
    await utimes(join(local, "up/top.txt"), modified, modified);
    const heard: string[] = [];
    const options = { concurrency: 3, onFile: (path: string) => heard.push(path) };
    const up = await files.uploadFolder(join(local, "up"), "Remote/Tree", options);
    expect(up).toEqual({ files: 13, bytes: 3 + 10 * 6 + 2 * 7 });
    expect(heard).toContain("/Remote/Tree/deep/Nº 0 #?%.txt");
    expect((await files.stat("Remote/Tree/top.txt")).lastModified).toEqual(modified);
    expect(await files.exists("Remote/Tree/deep/empty")).toBe(true);

    expect(await files.downloadFolder("Remote/Tree", join(local, "down"))).toEqual(up);
    expect(await readFile(join(local, "down/deep/Nº 11 #?%.txt"), "utf8")).toBe("text 11");
    expect((await stat(join(local, "down/top.txt"))).mtime).toEqual(modified);
    expect((await stat(join(local, "down/deep/empty"))).isDirectory()).toBe(true);
  });

  test("goes up into the account's root, too", async () => {
    await mkdir(join(local, "up/sub"), { recursive: true });
    await writeFile(join(local, "up/sub/a.txt"), "A");
    await writeFile(join(local, "up/b.txt"), "B");
    expect(await files.uploadFolder(join(local, "up"), "/")).toEqual({ files: 2, bytes: 2 });
    expect([await files.downloadText("sub/a.txt"), await files.downloadText("b.txt")]).toEqual(["A", "B"]);
  });

  test("cannot leave the folder it is downloaded to", async () => {
    await files.createFolder("Evil");
    const href = "/remote.php/dav/files/admin/Evil/%2e%2e/escaped.txt";
    const body = `<d:multistatus xmlns:d="DAV:"><d:response><d:href>${href}</d:href></d:response></d:multistatus>`;
    server.faults.next({ match: "PROPFIND", status: 207, body });
    await expect(files.downloadFolder("Evil", join(local, "safe"))).rejects.toThrow(/outside/);
  });
});

test("a file appears when it is complete, and not before", async () => {
  await files.upload("a.txt", "A");
  await files.downloadTo("a.txt", join(local, "a.txt"));
  expect(await readFile(join(local, "a.txt"), "utf8")).toBe("A");
  server.faults.next({ match: "GET", cut: 0 });
  await expect(files.downloadTo("a.txt", join(local, "b.txt"), {}, { retry: false })).rejects.toThrow();
  await expect(stat(join(local, "b.txt"))).rejects.toThrow();
  await expect(stat(join(local, "b.txt.part"))).rejects.toThrow();
  await expect(files.downloadTo("none", join(local, "c"))).rejects.toBeInstanceOf(NotFoundError);
});
