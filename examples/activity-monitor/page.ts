import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Feed } from "./feed.js";

const html = readFileSync(new URL("./index.html", import.meta.url), "utf8");

/** Only what is in the file itself runs and styles; whatever an event might smuggle in does neither. */
const headers = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": [
    "default-src 'none'",
    `script-src ${hashOf("script")}`,
    `style-src ${hashOf("style")}`,
    "connect-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cache-control": "no-cache",
};

function hashOf(tag: string): string {
  const content = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(html)?.[1] ?? "";
  return `'sha256-${createHash("sha256").update(content).digest("base64")}'`;
}

/** Makes the listener that serves the page and its feed. */
export function servePage(feed: Feed): (request: IncomingMessage, response: ServerResponse) => void {
  return ({ method, url }, response) => {
    const route = `${method} ${url?.replace(/\?.*/, "")}`;
    if (route === "GET /") response.writeHead(200, headers).end(html);
    else if (route === "GET /events") feed.open(response);
    else response.writeHead(404, { "content-type": "text/plain" }).end("Not found");
  };
}
