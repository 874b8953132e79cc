import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fake } from "./fake.js";
import { BodyCut, ConnectionReset } from "./faults.js";

export interface LoopbackOptions {
  /** Default: any free port. */
  port?: number;
  /** Folder the service is installed in, such as "/openproject". Default: none. */
  path?: string;
}

/** A fake that listens on 127.0.0.1. */
export interface LoopbackServer extends AsyncDisposable {
  readonly url: string;
  /** Stop listening and end all connections, idle ones too. */
  close(): Promise<void>;
}

/** Serve a fake on 127.0.0.1 and set its `baseUrl` to the address. */
export async function serveOnLoopback(fake: Fake, options: LoopbackOptions = {}): Promise<LoopbackServer> {
  const server = createServer((message, response) => {
    answer(fake, message, response).catch((error: unknown) => report(error, response));
  });
  // A server that drops idle connections on its own races with clients that reuse them.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  fake.baseUrl = `http://127.0.0.1:${port}${(options.path ?? "").replace(/\/+$/, "")}`;
  const close = () => closeServer(server);
  return { url: fake.baseUrl, close, [Symbol.asyncDispose]: close };
}

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}

async function answer(fake: Fake, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => {
    if (!response.writableFinished) gone.abort();
  });
  const reply = await fake.handle(toRequest(message, new URL(fake.baseUrl).origin, gone.signal));
  if (!gone.signal.aborted) await send(reply, response, gone.signal);
}

function toRequest(message: IncomingMessage, origin: string, signal: AbortSignal): Request {
  const headers = new Headers();
  for (let index = 0; index + 1 < message.rawHeaders.length; index += 2) {
    headers.append(message.rawHeaders[index] ?? "", message.rawHeaders[index + 1] ?? "");
  }
  const method = message.method ?? "GET";
  // Concatenated, because a path that starts with two slashes would be resolved to another host.
  const url = `${origin}${message.url ?? "/"}`;
  if (method === "GET" || method === "HEAD") return new Request(url, { method, headers, signal });
  return new Request(url, { method, headers, signal, body: Readable.toWeb(message), duplex: "half" });
}

async function send(reply: Response, response: ServerResponse, gone: AbortSignal): Promise<void> {
  if (reply.type === "error") {
    response.socket?.resetAndDestroy();
    return;
  }
  response.statusCode = reply.status;
  for (const [name, value] of reply.headers) {
    if (name !== "set-cookie") response.setHeader(name, value);
  }
  const cookies = reply.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  try {
    for await (const chunk of reply.body ?? []) {
      if (!response.write(chunk)) await once(response, "drain", { signal: gone });
    }
    response.end();
  } catch (error) {
    await breakOff(error, response);
  }
}

async function breakOff(error: unknown, response: ServerResponse): Promise<void> {
  const { socket } = response;
  if (error instanceof BodyCut) {
    socket?.end();
  } else if (error instanceof ConnectionReset) {
    // A reset overtakes bytes still on their way: let the first half arrive.
    await sleep(20);
    socket?.resetAndDestroy();
  } else {
    socket?.destroy();
  }
}

/** A mistake in a fake must not look like a broken network. */
function report(error: unknown, response: ServerResponse): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(500, { "content-type": "text/plain; charset=utf-8" });
  response.end(`The fake failed: ${error instanceof Error ? error.stack : String(error)}`);
}
