// The plain server the benchmark measures against, in a process of its own.
import { createServer } from "node:http";

const body = JSON.stringify({
  id: 4711,
  subject: "Prepare the quarterly report",
  description: { format: "markdown", raw: "x".repeat(600), html: "" },
  lockVersion: 7,
  createdAt: "2026-01-02T03:04:05.678Z",
  updatedAt: "2026-02-03T04:05:06.789Z",
  tags: ["finance", "report", "q3"],
  percentageDone: 40,
  _links: {
    self: { href: "/api/v3/work_packages/4711" },
    status: { href: "/api/v3/statuses/1", title: "New" },
  },
});

const server = createServer((_request, response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
  response.end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address) process.send?.(address.port);
});
process.on("disconnect", () => process.exit(0));
