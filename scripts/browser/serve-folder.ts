import { once } from "node:events";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import { pipeline } from "node:stream/promises";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** A folder that is served on this machine. */
export interface ServedFolder {
  readonly url: string;
  close(): void;
}

/** Serves the files of a folder as a web host does: `/page` is `page.html`, `/folder/` is `folder/index.html`. */
export async function serveFolder(folder: string): Promise<ServedFolder> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    answer(folder, pathname, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

async function answer(folder: string, pathname: string, response: ServerResponse): Promise<void> {
  const path = join(folder, normalize(decodeURIComponent(pathname)));
  const file = await firstFile([path, `${path}.html`, join(path, "index.html")]);
  const found = file ?? join(folder, "404.html");
  response.writeHead(file === undefined ? 404 : 200, {
    "content-type": types[extname(found)] ?? "text/plain",
  });
  await pipeline(createReadStream(found), response);
}

async function firstFile(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile()) return path;
  }
  return undefined;
}
