import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { ReadableStream } from "node:stream/web";
import { describe, expect, it, vi } from "vitest";
import { dispatchBody } from "../../src/http/upload.js";
import { bytesBody, jsonBody, streamBody } from "../../src/index.js";

function noted() {
  const failures: unknown[] = [];
  let moves = 0;
  const closers: (() => void)[] = [];
  const progress: Parameters<typeof dispatchBody>[3] = {
    source: "untouched",
    uploads: (close) => void closers.push(close),
    progressed: () => void moves++,
    sourceFailed: (error: unknown) => void failures.push(error),
  };
  const close = (): void => {
    for (const closer of closers) closer();
  };
  return { progress, failures, moves: () => moves, close };
}

/** Reads what undici would write, piece by piece. */
async function piecesOf(body: unknown): Promise<number[]> {
  if (!(body instanceof Readable)) throw new Error("this body is not written in pieces");
  const sizes: number[] = [];
  for await (const piece of body) sizes.push(piece.length);
  return sizes;
}

describe("dispatchBody", () => {
  it("gives small bytes to undici as they are, and large ones of a call as well", () => {
    const { progress } = noted();
    const large = "x".repeat(200_000);
    expect(dispatchBody(undefined, "api", {}, progress)).toBeNull();
    expect(dispatchBody(jsonBody({ a: 1 }), "transfer", {}, progress)).toBe('{"a":1}');
    expect(dispatchBody(bytesBody(large), "api", {}, progress)).toBe(large);
  });

  it("writes large bytes of a transfer in slices, with their length, each of which is progress", async () => {
    const { progress, moves } = noted();
    const headers: Record<string, string> = {};
    const body = dispatchBody(bytesBody("ü".repeat(100_000)), "transfer", headers, progress);
    expect(await piecesOf(body)).toEqual([65_536, 65_536, 65_536, 3_392]);
    expect(headers).toEqual({ "content-length": "200000" });
    expect(moves()).toBe(4);
  });

  it("cuts the pieces of a stream, too", async () => {
    const { progress } = noted();
    const body = streamBody(() => Readable.from([Buffer.alloc(100_000), Buffer.alloc(10)]), 100_010);
    expect(await piecesOf(dispatchBody(body, "api", {}, progress))).toEqual([65_536, 34_464, 10]);
  });

  it("takes a stream of text for a source that fails: nobody knows its bytes", async () => {
    const { progress, failures } = noted();
    const body = dispatchBody(
      streamBody(() => Readable.from("text"), 4),
      "api",
      {},
      progress,
    );
    await expect(piecesOf(body)).rejects.toThrow("gives bytes, not string");
    expect(failures[0]).toBeInstanceOf(TypeError);
    expect(progress.source).toBe("opening");
  });

  it("tells a source that fails from a body that undici gives up", async () => {
    const failing = noted();
    const broken = streamBody(async function* () {
      yield Buffer.alloc(1);
      throw new Error("disk on fire");
    }, 10);
    await expect(piecesOf(dispatchBody(broken, "api", {}, failing.progress))).rejects.toThrow("disk on fire");
    expect(failing.failures).toEqual([expect.objectContaining({ message: "disk on fire" })]);

    const left = noted();
    const body = dispatchBody(
      streamBody(() => Readable.from([Buffer.alloc(1), Buffer.alloc(1)]), 2),
      "api",
      {},
      left.progress,
    );
    if (!(body instanceof Readable)) throw new Error("a stream is written in pieces");
    const reading = body.iterator({ destroyOnReturn: false });
    await reading.next();
    body.destroy(new Error("socket hang up"));
    await expect(reading.next()).rejects.toThrow("socket hang up");
    expect(left.failures).toEqual([]);
  });

  it("hears of a source that fails before anybody reads it", async () => {
    const { progress, failures } = noted();
    dispatchBody(
      streamBody(() => createReadStream("/does/not/exist"), 10),
      "transfer",
      {},
      progress,
    );
    await vi.waitFor(() => expect(failures).toEqual([expect.objectContaining({ code: "ENOENT" })]));
    expect(progress.source).toBe("untouched");
  });

  it("says whether it waits for the source or for the network", async () => {
    const { progress } = noted();
    let give = (_chunk: Buffer): void => {};
    const open = async function* () {
      for (;;) yield await new Promise<Buffer>((resolve) => (give = resolve));
    };
    const body = dispatchBody(streamBody(open, 10), "transfer", {}, progress);
    if (!(body instanceof Readable)) throw new Error("a stream is written in pieces");
    body.read();
    await vi.waitFor(() => expect(progress.source).toBe("opening"));
    give(Buffer.alloc(70_000));
    await vi.waitFor(() => expect(progress.source).toBe("waiting"));
    body.resume();
    await vi.waitFor(() => expect(progress.source).toBe("reading"));
    body.destroy();
  });

  it.each(["before anybody reads", "while it waits for more"])(
    "closes sources of every kind %s",
    async (when) => {
      const closed: string[] = [];
      const node = new Readable({ read: () => {} });
      node.once("close", () => closed.push("node"));
      const web = new ReadableStream<Uint8Array>({ cancel: () => void closed.push("web") });
      const own = {
        next: () => new Promise<never>(() => {}),
        return: async () => ({ done: true as const, value: closed.push("own") }),
        [Symbol.asyncIterator]: () => own,
      };
      for (const source of [node, web, own]) {
        const { progress, close } = noted();
        const body = dispatchBody(
          streamBody(() => source, 10),
          "transfer",
          {},
          progress,
        );
        if (!(body instanceof Readable)) throw new Error("a stream is written in pieces");
        body.on("error", () => {});
        if (when !== "before anybody reads") {
          body.read();
          await vi.waitFor(() => expect(progress.source).toBe("opening"));
        }
        close();
      }
      await vi.waitFor(() => expect(closed.sort()).toEqual(["node", "own", "web"]));
    },
  );
});
