// A server that knows one answer and reads of a request only where it ends: on two cores a real HTTP server would be
// what is measured. It is told the answer by a message, and tells its port by one.
import { createServer, type Socket } from "node:net";

export interface CannedAnswer {
  readonly contentType: string;
  readonly body: string;
}

const HEAD_END = "\r\n\r\n";

function serve(socket: Socket, answer: Buffer): void {
  let received = "";
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    received += chunk.toString("latin1");
    for (;;) {
      const headEnd = received.indexOf(HEAD_END);
      if (headEnd < 0) return;
      const bodyBytes = Number(/content-length: (\d+)/i.exec(received.slice(0, headEnd))?.[1] ?? 0);
      const end = headEnd + HEAD_END.length + bodyBytes;
      if (received.length < end) return;
      received = received.slice(end);
      socket.write(answer);
    }
  });
}

process.once("message", ({ contentType, body }: CannedAnswer) => {
  const head = [
    "HTTP/1.1 200 OK",
    `content-type: ${contentType}`,
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  const answer = Buffer.from(head.join("\r\n") + HEAD_END + body);
  const server = createServer((socket) => serve(socket, answer));
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    if (typeof address === "object" && address) process.send?.(address.port);
  });
});
process.on("disconnect", () => process.exit(0));
