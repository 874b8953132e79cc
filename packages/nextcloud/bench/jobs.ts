import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { ConnectionPool } from "@platformq/resilience";
import { NextcloudClient } from "../src/index.js";

/** What a job has to work with. */
export interface Workplace {
  readonly baseUrl: string;
  /** Of a transfer. */
  readonly sizeBytes: number;
  /** A file of that size. */
  readonly localPath: string;
}

const SMALL_FILES = 200;
const CONCURRENCY = 8;
const small = Buffer.alloc(1024, "x");

/** The jobs that are compared: ours beside the same thing done by others. Each is run in a process of its own. */
export const jobs: Readonly<Record<string, (at: Workplace) => Promise<() => Promise<unknown>>>> = {
  "list by webdav": async ({ baseUrl }) => {
    const { createClient } = await import("webdav");
    const client = createClient(`${baseUrl}/remote.php/dav/files/admin`, {
      username: "admin",
      password: "x",
    });
    return () => client.getDirectoryContents("/big");
  },
  "list by files.list": async (at) => {
    const client = await connected(at);
    return () => client.files.list("big");
  },
  "list by files.entries": async (at) => {
    const client = await connected(at);
    return () => walked(client.files.entries("big"));
  },
  "first entry": async (at) => {
    const client = await connected(at);
    return async () => {
      let isFirst = true;
      // The rest of the listing comes when the first entry was seen, or never.
      for await (const _ of client.files.entries("held")) {
        if (isFirst) await fetch(`${at.baseUrl}/release`);
        isFirst = false;
      }
    };
  },
  "download by undici": async ({ baseUrl, sizeBytes }) => {
    const { dispatcher } = new ConnectionPool();
    return async () => {
      const path = `/remote.php/dav/files/admin/${sizeBytes}`;
      const { body } = await dispatcher.request({ origin: baseUrl, path, method: "GET" });
      await walked(body);
    };
  },
  "download by files.downloadStream": async (at) => {
    const client = await connected(at);
    return async () => walked((await client.files.downloadStream(String(at.sizeBytes))).body);
  },
  "upload a file by undici": async ({ baseUrl, sizeBytes, localPath }) => {
    const { dispatcher } = new ConnectionPool();
    return () => put(dispatcher, baseUrl, "film.mp4", createReadStream(localPath), sizeBytes);
  },
  "upload a file by files.upload": async (at) => {
    const client = await connected(at);
    return () => client.files.upload("film.mp4", { localPath: at.localPath });
  },
  "upload a stream by undici": async ({ baseUrl, sizeBytes }) => {
    const { dispatcher } = new ConnectionPool();
    return () => put(dispatcher, baseUrl, "film.mp4", Readable.from(blocks(sizeBytes)), sizeBytes);
  },
  "upload a stream by files.upload": async (at) => {
    const client = await connected(at);
    return () => client.files.upload("film.mp4", Readable.from(blocks(at.sizeBytes)));
  },
  "small files by undici": async ({ baseUrl }) => {
    const { dispatcher } = new ConnectionPool();
    return () => eachAtOnce((index) => put(dispatcher, baseUrl, `${index}.txt`, small, small.length));
  },
  "small files by files.upload": async (at) => {
    const client = await connected(at);
    return () => eachAtOnce((index) => client.files.upload(`${index}.txt`, small));
  },
};

/** A client that has asked for all it wants to know of the server. */
async function connected({ baseUrl }: Workplace): Promise<NextcloudClient> {
  const client = new NextcloudClient({ baseUrl, username: "admin", password: "x", rateLimit: false });
  await client.files.exists("/");
  return client;
}

/** Sends what the client sends, to the byte. */
async function put(
  dispatcher: ConnectionPool["dispatcher"],
  origin: string,
  name: string,
  body: Readable | Buffer,
  length: number,
): Promise<void> {
  const headers = {
    "user-agent": "PlatformQ/0.0.0",
    authorization: "Basic YWRtaW46eA==",
    "content-length": String(length),
  };
  const path = `/remote.php/dav/files/admin/${name}`;
  const answer = await dispatcher.request({ origin, path, method: "PUT", body, headers });
  await answer.body.dump();
}

async function eachAtOnce(work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < SMALL_FILES) await work(next++);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

async function walked(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

function* blocks(sizeBytes: number): Generator<Buffer> {
  const block = Buffer.alloc(64 * 1024, "x");
  for (let left = sizeBytes; left > 0; left -= block.length) yield block.subarray(0, left);
}
