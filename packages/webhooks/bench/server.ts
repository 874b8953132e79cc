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

/** Jobs are accepted and, unless they are handled, left in the queue. */
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

const octokit = new OctokitWebhooks({ secret });
octokit.onAny(() => {});

const servers: Record<string, RequestListener> = {
  bare,
  accepted: receiver(memoryQueue({ maxJobs: 10_000_000 }), false),
  handled: receiver(memoryQueue({ maxJobs: 10_000_000 }), true),
  durable: receiver(lmdbQueue({ path: join(folder, "queue") }), false),
  octokit: createNodeMiddleware(octokit, { path: "/webhooks/openproject" }),
};

const ports: Record<string, number> = {};
for (const [name, listener] of Object.entries(servers)) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ports[name] = (server.address() as AddressInfo).port;
}
process.send?.(ports);
process.once("disconnect", () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit();
});
