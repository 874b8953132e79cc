import type { ServerResponse } from "node:http";
import type { Entry } from "./entry.js";
import type { Status } from "./status.js";

const KEPT_ENTRIES = 200;
/** Five minutes at one every two seconds. */
const KEPT_STATUSES = 150;
const MAX_PAGES = 100;
/** A page that reads more slowly than this piles up is let go; it comes back by itself. */
const MAX_UNREAD_BYTES = 1 << 20;

/**
 * Sends what happens to every open page, and what happened before to a new one, as server-sent events.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export class Feed {
  #entries: Entry[] = [];
  #statuses: Status[] = [];
  readonly #pages = new Set<ServerResponse>();

  add(entry: Entry): void {
    this.#entries = [...this.#entries, entry].slice(-KEPT_ENTRIES);
    this.#send("entries", [entry]);
  }

  show(status: Status): void {
    this.#statuses = [...this.#statuses, status].slice(-KEPT_STATUSES);
    this.#send("statuses", [status]);
  }

  /** Begins to send to a page. One that was here before knows some of it already, by id. */
  open(response: ServerResponse): void {
    if (this.#pages.size >= MAX_PAGES) {
      response.writeHead(503, { "retry-after": "5" }).end();
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(`retry: 1000\n\n${frame("entries", this.#entries)}${frame("statuses", this.#statuses)}`);
    this.#pages.add(response);
    response.on("close", () => this.#pages.delete(response));
  }

  close(): void {
    for (const page of this.#pages) page.end();
  }

  #send(event: string, data: readonly object[]): void {
    const text = frame(event, data);
    for (const page of this.#pages) {
      if (page.writableLength > MAX_UNREAD_BYTES) page.destroy();
      else page.write(text);
    }
  }
}

/** JSON has no line breaks of its own, so that a frame cannot be broken out of. */
function frame(event: string, data: readonly object[]): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
