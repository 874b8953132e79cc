import { Readable } from "node:stream";
import {
  AbortError,
  DeadlineExceededError,
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
} from "@platformq/resilience";
import { ManualClock } from "@platformq/testing";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { UploadContent } from "../../src/index.js";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let files: (typeof server)["client"]["files"];

beforeEach(async () => {
  server = await startNextcloud();
  files = server.client.files;
  return () => server[Symbol.asyncDispose]();
});

const chunkBytes = 1_000;
const chunk = new Uint8Array(chunkBytes);

interface Source {
  readonly content: UploadContent;
  readonly isClosed: () => boolean;
}

/** Streams that give some chunks, and then nothing. */
const silent: [string, (chunks: number) => Source][] = [
  [
    "a stream of Node's",
    (chunks) => {
      const content = new Readable({ read() {} });
      for (let i = 0; i < chunks; i++) content.push(chunk);
      return { content, isClosed: () => content.destroyed };
    },
  ],
  [
    "a stream of the web's",
    (chunks) => {
      let isClosed = false;
      const content = new ReadableStream<Uint8Array>({
        start(controller) {
          for (let i = 0; i < chunks; i++) controller.enqueue(chunk);
        },
        cancel() {
          isClosed = true;
        },
      });
      return { content, isClosed: () => isClosed };
    },
  ],
  [
    "an iterable",
    (chunks) => {
      let left = chunks;
      let isClosed = false;
      const iterator: AsyncIterator<Uint8Array> = {
        next: async () => (left-- > 0 ? { value: chunk } : new Promise(() => {})),
        return: async () => {
          isClosed = true;
          return { done: true, value: undefined };
        },
      };
      return { content: { [Symbol.asyncIterator]: () => iterator }, isClosed: () => isClosed };
    },
  ],
];

const isStored = (number: string) => () => {
  const [upload] = server.fake.state.uploads.values();
  expect([...(upload?.keys() ?? [])]).toContain(number);
};

describe.each(silent)("%s that falls silent", (_, make) => {
  test.each([0, 3])("after %d chunks ends with the caller's signal", async (chunks) => {
    const { content, isClosed } = make(chunks);
    const controller = new AbortController();
    const upload = files.upload("silent", content, { chunkBytes }, { signal: controller.signal });
    const ended = expect(upload).rejects.toBeInstanceOf(AbortError);
    await vi.waitFor(chunks === 0 ? () => expect(server.fake.requests).toHaveLength(1) : isStored("00003"));
    controller.abort();
    await ended;
    expect(isClosed()).toBe(true);
    expect(server.fake.state.uploads.size).toBe(0);
  });

  test.each([0, 3])("after %d chunks ends with the deadline", async (chunks) => {
    const { content, isClosed } = make(chunks);
    const clock = new ManualClock();
    const upload = server
      .connect({ clock })
      .files.upload("silent", content, { chunkBytes }, { deadlineMs: 5_000 });
    const ended = expect(upload).rejects.toBeInstanceOf(DeadlineExceededError);
    await vi.waitFor(chunks === 0 ? () => expect(server.fake.requests).toHaveLength(1) : isStored("00003"));
    clock.advance(5_000);
    await ended;
    expect(isClosed()).toBe(true);
  });

  test("does not hide that a chunk was refused", async () => {
    const { content, isClosed } = make(2);
    server.faults.next({ match: /PUT .*00001$/, status: 403 });
    await expect(files.upload("silent", content, { chunkBytes })).rejects.toBeInstanceOf(ForbiddenError);
    expect(isClosed()).toBe(true);
  });
});

describe.each(silent)("%s is closed when its upload fails", (_, make) => {
  test("before it was read", async () => {
    const refused = make(1);
    await expect(files.upload("../bad", refused.content)).rejects.toBeInstanceOf(InvalidInputError);
    expect(refused.isClosed()).toBe(true);
    const unlimited = make(1);
    server.faults.next({ match: "capabilities", status: 403 });
    await expect(files.upload("x", unlimited.content)).rejects.toBeInstanceOf(ForbiddenError);
    expect(unlimited.isClosed()).toBe(true);
  });

  test("when it begins", async () => {
    const { content, isClosed } = make(3);
    server.faults.next({ match: "MKCOL", status: 404 });
    await expect(files.upload("x", content, { chunkBytes })).rejects.toBeInstanceOf(NotFoundError);
    expect(isClosed()).toBe(true);
  });
});

test("all who walk along with an upload come to its end", async () => {
  const upload = files.startUpload("walked", Readable.from([chunk, chunk, chunk]), { chunkBytes });
  const walk = async () => {
    let last = 0;
    for await (const { uploadedBytes } of upload) last = uploadedBytes;
    return last;
  };
  expect(await Promise.all([walk(), walk()])).toEqual([3_000, 3_000]);
});
