import { once } from "node:events";
import { createServer } from "node:http";

/** Starts a server that sends every request on, to the same path elsewhere, as one does that moved to another address. */
export async function startRedirecting(to: string): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer((request, response) => {
    response.writeHead(301, { location: `${to}${request.url}` }).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
