import { createServer } from "node:http";
import { ME } from "./me.js";

// A stub of Zulip for measuring clients: it answers from memory and keeps nothing.
const BATCH = 1_000;
const SETTINGS = { zulip_version: "11.0", zulip_feature_level: 421, realm_url: "http://localhost" };
let nextEvent = 0;

function answer(path: string, method: string): object {
  if (path.startsWith("/api/v1/register")) {
    nextEvent = 0;
    return { queue_id: "q", last_event_id: -1, event_queue_longpoll_timeout_seconds: 90 };
  }
  if (path.startsWith("/api/v1/events") && method === "GET") {
    const events = Array.from({ length: BATCH }, () => ({
      id: nextEvent++,
      type: "user_status",
      user_id: nextEvent % 50,
      status_text: `busy ${nextEvent}`,
    }));
    return { events };
  }
  if (path.startsWith("/api/v1/user_uploads")) return { url: "/user_uploads/2/a/b/c", filename: "c" };
  if (path === "/api/v1/users/me") return ME;
  if (path === "/api/v1/server_settings") return SETTINGS;
  return { id: 1 };
}

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    const body = JSON.stringify({
      result: "success",
      msg: "",
      ...answer(request.url ?? "", request.method ?? ""),
    });
    response.writeHead(200, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    });
    response.end(body);
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") process.send?.(address.port);
});
process.on("disconnect", () => process.exit());
