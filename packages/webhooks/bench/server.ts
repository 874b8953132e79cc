// The servers that are compared, all in one process: what reads the same body, and what does something with it.
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
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
  if (!isHandling) Object.assign(queue, { process: () => {} });
  const webhooks = new Webhooks({ openproject: { secrets: secret }, queue });
  webhooks.on("openproject", "*", () => {});
  return nodeListener(webhooks);
}

/** Reads the body into one buffer and answers as the receiver does. */
const answer = JSON.stringify({ status: "accepted" });
const headers = { "content-type": "application/json; charset=utf-8", "content-length": answer.length };
const reads =
  (use: (body: Buffer, request: IncomingMessage) => void): RequestListener =>
  (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      use(Buffer.concat(chunks), request);
      response.writeHead(202, headers).end(answer);
    });
  };

/** What no receiver can do without, and nothing else: the floor of all of them. */
function verifyAndParse(body: Buffer, request: IncomingMessage): void {
  const digest = `sha1=${createHmac("sha1", secret).update(body).digest("hex")}`;
  if (digest !== request.headers["x-op-signature"]) throw new Error("the signature does not fit");
  JSON.parse(body.toString());
}

function octokit(): RequestListener {
  const webhooks = new OctokitWebhooks({ secret });
  webhooks.onAny(() => {});
  return createNodeMiddleware(webhooks, { path: "/webhooks/openproject" });
}

let files = 0;
/** What makes the servers: each round has new ones, so that none answers for the memory that another left behind. */
const makers: Readonly<Record<string, () => RequestListener>> = {
  bare: () => reads(() => {}),
  "HMAC and JSON.parse": () => reads(verifyAndParse),
  accepted: () => receiver(memoryQueue(), false),
  handled: () => receiver(memoryQueue(), true),
  durable: () => receiver(lmdbQueue({ path: join(folder, `queue-${files++}`) }), false),
  octokit,
};

let listener: RequestListener = () => {};
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
