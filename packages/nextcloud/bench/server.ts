// The plain server the benchmark measures against, in a process of its own. It replays recorded answers.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { ETAG, listing, OCS, stat } from "./recorded.js";

const ENTRIES = 10_000;
const whole = Buffer.from(listing(ENTRIES));
const block = Buffer.alloc(64 * 1024, "x");
/** Ends the listing that is held in the middle. */
let release = (): void => {};
let uploadedBytes = 0;

const server = createServer((request, response) => {
  request.resume();
  request.once("end", () => answer(request, response));
});

function answer({ method, url = "", headers }: IncomingMessage, response: ServerResponse): void {
  if (url.startsWith("/ocs/")) return send(response, 200, "application/json", OCS);
  if (url === "/release") {
    release();
    return send(response, 200, "text/plain", "");
  }
  if (method === "GET")
    return download(response, Number(new URL(url, "http://any").pathname.split("/").at(-1)));
  if (method === "PROPFIND" && headers.depth !== "0") return list(response, url.includes("held"));
  if (method === "PROPFIND")
    return send(response, 207, "application/xml; charset=utf-8", stat(uploadedBytes));
  if (method === "MOVE") uploadedBytes = Number(headers["oc-total-length"]);
  response.writeHead(method === "DELETE" ? 204 : 201, {
    "content-length": 0,
    etag: `"${ETAG}"`,
    "oc-etag": `"${ETAG}"`,
    "oc-fileid": "00000001ocizw2xmobwf",
  });
  response.end();
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body) });
  response.end(body);
}

/** Sends the listing; one that is held stops in the middle until it is told to go on. */
function list(response: ServerResponse, isHeld: boolean): void {
  response.writeHead(207, {
    "content-type": "application/xml; charset=utf-8",
    "content-length": whole.length,
  });
  if (!isHeld) return void response.end(whole);
  const middle = whole.length / 2;
  response.write(whole.subarray(0, middle));
  release = () => response.end(whole.subarray(middle));
}

function download(response: ServerResponse, length: number): void {
  response.writeHead(200, {
    "content-type": "application/octet-stream",
    "content-length": length,
    etag: `"${ETAG}"`,
  });
  let left = length;
  const more = (): void => {
    while (left > 0) {
      const piece = block.subarray(0, Math.min(left, block.length));
      left -= piece.length;
      if (!response.write(piece)) return void response.once("drain", more);
    }
    response.end();
  };
  more();
}

server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address) process.send?.(address.port);
});
process.on("disconnect", () => process.exit(0));
