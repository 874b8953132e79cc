// The server the benchmark measures against, in a process of its own. It knows one answer and reads of a request only
// where it ends: on two cores a real HTTP server would be what is measured.
import { createServer } from "node:net";
import { workPackage } from "./work-package.js";

const body = JSON.stringify(workPackage(4711));
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/hal+json; charset=utf-8\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
);
const server = createServer((socket) => {
  let tail = "";
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    const requests = (tail + chunk.toString("latin1")).split("\r\n\r\n");
    tail = requests.pop() ?? "";
    for (const _ of requests) socket.write(answer);
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address) process.send?.(address.port);
});
process.on("disconnect", () => process.exit(0));
