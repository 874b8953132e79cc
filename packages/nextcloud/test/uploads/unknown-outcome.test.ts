import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { ConflictError, NetworkError } from "@platformq/resilience";
import { ManualClock } from "@platformq/testing";
import { beforeEach, describe, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let files: (typeof server)["client"]["files"];

beforeEach(async () => {
  server = await startNextcloud();
  files = server.client.files;
  return () => server[Symbol.asyncDispose]();
});

const sent = (method: string) => server.fake.requests.filter((request) => request.method === method);
const content = randomBytes(100_000);
const others = randomBytes(100_000);
const chunkBytes = 30_000;

/** Lets somebody else write while a request is answered by nothing. */
const meanwhile = (write: () => void) => {
  const { faults } = server.fake;
  const apply = faults.apply.bind(faults);
  faults.apply = async (incoming, answer) => {
    const response = await apply(incoming, answer);
    if (response.type === "error") write();
    return response;
  };
};

const writeAs = (name: string, bytes: Uint8Array) => {
  const { files: tree } = server.fake.state;
  tree.write(tree.homeOf("admin"), name, bytes, {});
};

describe("a PUT that got lost, and whose repetition is refused", () => {
  const lost = { match: "PUT", reset: "before-response" } as const;

  test("was the file's, which is told with its etag and number", async () => {
    server.faults.next({ ...lost, handled: true });
    const uploaded = await files.upload("new", content, { overwrite: false });
    const { etag, fileId } = await files.stat("new");
    expect(uploaded).toEqual({ etag, fileId });
    server.faults.next({ ...lost, handled: true });
    const changed = await files.upload("new", "changed", { ifMatch: etag });
    expect(changed.etag).toBe((await files.stat("new")).etag);
    expect(await files.downloadText("new")).toBe("changed");
  });

  test.each([
    ["of another length", Buffer.from("theirs")],
    ["of the same length", others],
  ])("is a conflict where another file %s is", async (_, theirs) => {
    await files.upload("taken", theirs);
    server.faults.next(lost);
    const error = await files
      .upload("taken", content, { overwrite: false })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConflictError);
    expect(error).toMatchObject({
      code: "PRECONDITION_FAILED",
      outcome: "unknown",
      status: 412,
      attempts: 2,
    });
    expect((await files.download("taken")).equals(theirs)).toBe(true);
  });

  test("is a conflict where the file was changed by somebody else, or deleted", async () => {
    const { etag } = await files.upload("shared", "first");
    server.faults.next(lost);
    meanwhile(() => writeAs("shared", Buffer.from("other")));
    const late = files.upload("shared", "ours!", { ifMatch: etag });
    await expect(late).rejects.toMatchObject({ code: "PRECONDITION_FAILED", outcome: "unknown" });
    expect(await files.downloadText("shared")).toBe("other");
    server.faults.next(lost);
    const gone = files.upload("gone", "ours!", { ifMatch: etag });
    await expect(gone).rejects.toMatchObject({ code: "PRECONDITION_FAILED" });
  });

  test("is a conflict when nobody can tell whose file it is", async () => {
    await files.upload("taken", others);
    server.faults.next(lost);
    server.faults.next({ match: "PROPFIND", status: 403 });
    const refused = files.upload("taken", content, { overwrite: false });
    await expect(refused).rejects.toMatchObject({ code: "PRECONDITION_FAILED", outcome: "unknown" });
  });
});

describe("an assembly whose answer got lost", () => {
  const lost = { match: "MOVE", reset: "before-response" } as const;

  /** A client whose looks take no time. */
  const hurried = () => {
    const clock = new ManualClock();
    const client = server.connect({
      clock: {
        now: () => clock.now(),
        date: () => clock.date(),
        setTimeout: (callback, delayMs) => {
          const timer = clock.setTimeout(callback, delayMs);
          if (delayMs < 61_000 && delayMs !== 30_000) setImmediate(() => clock.advance(delayMs));
          return timer;
        },
      },
    });
    return client.files;
  };

  test("is not taken for done because somebody else wrote a file of the same length", async () => {
    server.faults.next(lost);
    meanwhile(() => writeAs("long.bin", others));
    // Nobody can read a stream again to compare its content.
    const upload = hurried().upload("long.bin", Readable.from([content]), { chunkBytes });
    await expect(upload).rejects.toMatchObject({ outcome: "unknown" });
    expect(server.fake.state.uploads.size).toBe(1);
  });

  test("is not taken for done when the chunks are gone and the content is another", async () => {
    server.faults.next(lost);
    meanwhile(() => {
      writeAs("long.bin", others);
      server.fake.state.uploads.clear();
    });
    const upload = files.upload("long.bin", content, { chunkBytes });
    await expect(upload).rejects.toMatchObject({ outcome: "unknown" });
  });

  test("keeps its chunks, and its error, when the looks at it fail", async () => {
    server.faults.next(lost);
    server.faults.next({ match: /PROPFIND .*\/uploads\//, status: 403 });
    const error = await files.upload("long.bin", content, { chunkBytes }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ outcome: "unknown", operation: expect.stringMatching(/^MOVE/) });
    expect(sent("DELETE")).toHaveLength(0);
    expect(server.fake.state.uploads.size).toBe(1);
  });

  test("keeps its chunks when the caller gives up looking", async () => {
    const controller = new AbortController();
    server.faults.next(lost);
    meanwhile(() => controller.abort());
    const upload = files.upload("long.bin", content, { chunkBytes }, { signal: controller.signal });
    await expect(upload).rejects.toMatchObject({ outcome: "unknown" });
    expect(sent("DELETE")).toHaveLength(0);
  });
});

test("a checksum may take the server longer than other answers", async () => {
  await files.upload("long.bin", content);
  const clock = new ManualClock();
  const patient = server.connect({ clock, timeoutMs: 1_000 });
  await patient.files.stat("long.bin");
  const { faults } = server.fake;
  const apply = faults.apply.bind(faults);
  faults.apply = async (incoming, answer) => {
    clock.advance(60_000);
    await new Promise(setImmediate);
    return apply(incoming, answer);
  };
  expect(await patient.files.checksum("long.bin", "md5")).toMatch(/^[0-9a-f]{32}$/);
});
