// The servers that are compared, all in one process: what reads the same body, and what does something with it.
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createNodeMiddleware, Webhooks as OctokitWebhooks } from "@octokit/webhooks";
import { type JobQueue, memoryQueue } from "@platformq/queue";
import { lmdbQueue } from "@platformq/queue/lmdb";
import { nodeListener, Webhooks } from "@platformq/webhooks";

const secret = "s3cret";
const folder = mkdtempSync(join(tmpdir(), "webhooks-bench-"));

/** Jobs are accepted and, unless they are handled, left in the queue until the round ends. */
function receiver(queue: JobQueue, isHandling: boolean): RequestListener {
  if (!isHandling) queue.process = () => {};
  const webhooks = new Webhooks({ openproject: { secrets: secret }, queue });
  webhooks.on("openproject", "*", () => {});
  return nodeListener(webhooks);
}

/** Reads the body into one buffer and answers as the receiver does. */
const answer = JSON.stringify({ status: "accepted" });
const headers = { "content-type": "application/json; charset=utf-8", "content-length": answer.length };
const bare: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    Buffer.concat(chunks);
    response.writeHead(202, headers).end(answer);
  });
};

function octokit(): RequestListener {
  const webhooks = new OctokitWebhooks({ secret });
  webhooks.onAny(() => {});
  return createNodeMiddleware(webhooks, { path: "/webhooks/openproject" });
}

let files = 0;
/** What makes the servers: each round has new ones, so that none answers for the memory that another left behind. */
const makers: Readonly<Record<string, () => RequestListener>> = {
  bare: () => bare,
  accepted: () => receiver(memoryQueue(), false),
  handled: () => receiver(memoryQueue(), true),
  durable: () => receiver(lmdbQueue({ path: join(folder, `queue-${files++}`) }), false),
  octokit,
};

let listener: RequestListener = bare;
const server = createServer((request, response) => listener(request, response));
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
process.send?.({ port: (server.address() as AddressInfo).port, names: Object.keys(makers) });

// Each message begins a round of one server; the answer is the processor time that was used so far.
process.on("message", (name: string) => {
  listener = makers[name]?.() ?? listener;
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
process.once("disconnect", () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit();
});
