import { Buffer } from "node:buffer";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { ForbiddenError, InvalidInputError } from "@platformq/resilience";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { UploadProgress } from "../../src/index.js";
import { startOpenProject } from "../fake-openproject.js";
import { seedRecord } from "../seed-record.js";

let server: Awaited<ReturnType<typeof startOpenProject>>;
let attachments: (typeof server)["client"]["attachments"];
let workPackage: number;

beforeEach(async () => {
  server = await startOpenProject();
  attachments = server.client.attachments;
  await server.client.projects.create({ name: "Apollo" });
  workPackage = (await server.client.workPackages.create({ project: "apollo", subject: "x" })).id;
  return () => server[Symbol.asyncDispose]();
});

const contentOf = async (id: number) => text((await attachments.download(id)).body);

describe("upload", () => {
  test("sends the metadata as a field, with a description that is kept", async () => {
    const attachment = await attachments.upload("work_packages", workPackage, {
      file: Buffer.from("hello"),
      fileName: 'über "all".txt',
      contentType: "text/plain",
      description: "**new**",
    });
    expect(attachment).toMatchObject({
      fileName: 'über "all".txt',
      fileSize: 5,
      contentType: "text/plain",
      description: { raw: "**new**" },
    });
    expect(await contentOf(attachment.id)).toBe("hello");
    const { items } = await attachments.list("work_packages", workPackage);
    expect(items.map(({ id }) => id)).toEqual([attachment.id]);
  });

  test("takes paths, Blobs, Files and streams", async () => {
    const folder = await mkdtemp(join(tmpdir(), "openproject-"));
    await writeFile(join(folder, "plan.txt"), "from disk");
    const sources = [
      [{ file: { localPath: join(folder, "plan.txt") } }, "plan.txt", "from disk"],
      [{ file: new Blob(["from blob"], { type: "text/x" }), fileName: "b" }, "b", "from blob"],
      [{ file: new File(["from file"], "f.txt") }, "f.txt", "from file"],
      [
        { file: { open: () => Readable.from([Buffer.from("from stream")]), sizeBytes: 11 }, fileName: "s" },
        "s",
        "from stream",
      ],
    ] as const;
    for (const [params, fileName, content] of sources) {
      const attachment = await attachments.create(params);
      expect(attachment.fileName).toBe(fileName);
      expect(await contentOf(attachment.id)).toBe(content);
    }
    await rm(folder, { recursive: true });
    const gone = attachments.create({ file: { localPath: join(folder, "plan.txt") } });
    await expect(gone).rejects.toThrow(/plan\.txt cannot be read/);
    await expect(attachments.create({ file: Buffer.from("x") })).rejects.toThrow(/needs a fileName/);
  });

  test("takes no bare string, which may be a path or the content", async () => {
    // @ts-expect-error
    const upload = attachments.create({ file: "plan.txt", fileName: "plan.txt" });
    await expect(upload).rejects.toBeInstanceOf(InvalidInputError);
    expect(server.fake.requests.some(({ path }) => path.endsWith("/attachments"))).toBe(false);
  });

  test("tells its progress", async () => {
    const told: UploadProgress[] = [];
    const file = Buffer.alloc(200_000);
    await attachments.create({ file, fileName: "big", onProgress: (progress) => told.push(progress) });
    expect(told.at(-1)).toEqual({ uploadedBytes: 200_000, totalBytes: 200_000 });
  });

  test("refuses a file that is too large before sending any of it", async () => {
    server.fake.state.maximumAttachmentFileSize = 10;
    const upload = attachments.create({ file: Buffer.alloc(11), fileName: "big" });
    await expect(upload).rejects.toBeInstanceOf(InvalidInputError);
    await expect(upload).rejects.toThrow("The file has 11 bytes, and the server takes 10 at most");
    expect(server.fake.requests.some(({ path }) => path.endsWith("/attachments"))).toBe(false);
  });

  test("is not repeated after an unknown outcome", async () => {
    server.faults.next({ match: "POST", reset: "before-response", handled: true });
    const upload = attachments.create({ file: Buffer.from("x"), fileName: "x" });
    await expect(upload).rejects.toMatchObject({ outcome: "unknown", attempts: 1 });
    expect(server.fake.state.attachments.size).toBe(1);
  });

  test("goes straight to the storage where there is one, without our credentials", async () => {
    server.fake.state.directUploads = true;
    const file = { file: Buffer.from("direct"), fileName: "d.txt", direct: true };
    const attachment = await attachments.upload("work_packages", workPackage, file);
    expect(attachment).toMatchObject({ status: "uploaded", fileSize: 6 });
    expect(await contentOf(attachment.id)).toBe("direct");
    const paths = server.fake.requests.map(({ method, path }) => `${method} ${path}`);
    expect(paths).toContain(`POST /api/v3/work_packages/${workPackage}/attachments/prepare`);
    expect(paths).toContain("POST /storage");
    const upload = server.fake.requests.find(({ path }) => path === "/storage");
    expect(upload?.headers).not.toHaveProperty("authorization");
  });

  test("tells the storage nothing of the call's own headers", async () => {
    server.fake.state.directUploads = true;
    const file = { file: Buffer.from("direct"), fileName: "d.txt", direct: true };
    const headers = { "cf-access-client-secret": "canary" };
    await attachments.upload("work_packages", workPackage, file, { headers });
    const heard = (at: string) => server.fake.requests.find(({ path }) => path.endsWith(at))?.headers;
    expect(heard("/prepare")).toMatchObject(headers);
    expect(heard("/uploaded")).toMatchObject(headers);
    expect(JSON.stringify(heard("/storage"))).not.toContain("canary");
  });

  test("is done although the answer to its end is lost", async () => {
    server.fake.state.directUploads = true;
    server.faults.next({ match: "/uploaded", reset: "before-response", handled: true });
    const file = { file: Buffer.from("direct"), fileName: "d.txt", direct: true };
    const attachment = await attachments.upload("work_packages", workPackage, file);
    expect(attachment).toMatchObject({ status: "uploaded", fileName: "d.txt" });
    const completions = server.fake.requests.filter(({ path }) => path.endsWith("/uploaded"));
    expect(completions.map(({ status }) => status)).toEqual([0, 404]);
  });

  test("that ends while its source has stalled lets go of the source", async () => {
    const source = new Readable({ read() {} });
    const file = { open: () => source, sizeBytes: 10 };
    const ending = new AbortController();
    const upload = attachments.create({ file, fileName: "x" }, { signal: ending.signal });
    await vi.waitFor(() => expect(source.listenerCount("readable")).toBe(1));
    ending.abort();
    await expect(upload).rejects.toMatchObject({ code: "ABORTED" });
    await vi.waitFor(() => expect(source.destroyed).toBe(true));
  });

  test("whose source cannot be read says so", async () => {
    const open = () => createReadStream(join(tmpdir(), "no such file"));
    const upload = attachments.create({ file: { open, sizeBytes: 10 }, fileName: "x" });
    await expect(upload).rejects.toBeInstanceOf(InvalidInputError);
  });

  test("goes through OpenProject where there is none", async () => {
    const file = { file: Buffer.from("x"), fileName: "x", direct: true };
    const attachment = await attachments.upload("work_packages", workPackage, file);
    expect(await contentOf(attachment.id)).toBe("x");
  });

  test.each(["posts", "wiki_pages", "meetings"] as const)("goes to %s as well", async (container) => {
    const id = seedRecord(server, `/${container}`, { title: "x", subject: "x" });
    const attachment = await attachments.upload(container, id, { file: Buffer.from("x"), fileName: "x" });
    expect((await attachments.list(container, id)).items).toMatchObject([{ id: attachment.id }]);
  });

  test("goes to comments as well", async () => {
    const { id } = await server.client.activities.comment(workPackage, { comment: "see" });
    await attachments.upload("activities", id, { file: Buffer.from("x"), fileName: "x" });
    expect((await attachments.list("activities", id)).items).toHaveLength(1);
  });
});

describe("download", () => {
  test("follows to another host without our credentials", async () => {
    const seen: (string | undefined)[] = [];
    const storage = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.end("elsewhere");
    }).listen(0, "127.0.0.1");
    await once(storage, "listening");
    const address = storage.address();
    const port = typeof address === "object" ? address?.port : undefined;
    server.fake.state.downloadLocation = `http://127.0.0.1:${port}/file?signature=s`;
    const { id } = await attachments.create({ file: Buffer.from("x"), fileName: "x" });
    expect(await contentOf(id)).toBe("elsewhere");
    expect(seen).toEqual([undefined]);
    storage.closeAllConnections();
    storage.close();
  });

  test("tells type and size, and refuses what is in quarantine", async () => {
    const { id } = await attachments.create({
      file: new File(["%PDF"], "a.pdf", { type: "application/pdf" }),
    });
    const download = await attachments.download(id);
    expect(download).toMatchObject({ contentType: "application/pdf", sizeBytes: 4 });
    download.body.destroy();
    const stored = server.fake.state.attachments.get(id);
    if (stored) stored.status = "quarantined";
    await expect(attachments.download(id)).rejects.toBeInstanceOf(ForbiddenError);
  });
});

test("get and delete", async () => {
  const { id } = await attachments.create({ file: Buffer.from("x"), fileName: "x" });
  expect((await attachments.get(id)).fileName).toBe("x");
  await attachments.delete(id);
  expect(server.fake.state.attachments.size).toBe(0);
});
