import { type Reader, ResponseError, type StreamedAnswer, unreadable } from "@platformq/resilience";
import type { XmlElement } from "./xml-element.js";
import { XmlReader } from "./xml-reader.js";

/** One resource of a multistatus answer, with the properties it has. */
export interface DavResponse {
  /** The path below `/remote.php/dav`, decoded, without a slash at the end. */
  readonly path: string;
  /** The properties answered with 200, by name: `{DAV:}getetag`. */
  readonly properties: ReadonlyMap<string, XmlElement>;
  /** Those answered otherwise, with their status: 404 for what it has not, 403 for what may not be changed. */
  readonly refused: ReadonlyMap<string, number>;
}

const ROOT = "{DAV:}multistatus";
const EXCERPT_BYTES = 200;

/** Below which paths a multistatus may speak of: a share by link has a root of its own. */
const ROOTS = ["/remote.php/dav/", "/public.php/dav/"];

/** Reads the resources of a multistatus while it arrives. */
class MultistatusReader<T> {
  readonly found: T[] = [];
  readonly #decoder = new TextDecoder();
  readonly #reader: XmlReader;

  /** @param read Makes what is kept of a resource; a listing may hold ten thousand. */
  constructor(read: (response: DavResponse) => T) {
    this.#reader = new XmlReader((child, root) => {
      if (root !== ROOT) throw new Error("the body is no multistatus");
      if (child.name === "{DAV:}response") this.found.push(read(readResponse(child)));
    });
  }

  write(piece: Uint8Array): void {
    this.#reader.write(this.#decoder.decode(piece, { stream: true }));
  }

  end(): void {
    this.#reader.write(this.#decoder.decode());
    if (this.#reader.end() !== ROOT) throw new Error("the body is no multistatus");
  }
}

/** A body in memory is read in pieces too: as one text it would be there once more, and often twice as long. */
const PIECE_BYTES = 64 * 1024;

/** Reads the resources of a 207 answer that is held in memory. */
export function asMultistatus<T>(read: (response: DavResponse) => T): Reader<readonly T[]> {
  return {
    accept: "application/xml",
    read: (answer, context) => {
      const { body } = answer;
      const reader = new MultistatusReader(read);
      try {
        for (let at = 0; at < body.length; at += PIECE_BYTES) {
          reader.write(body.subarray(at, at + PIECE_BYTES));
        }
        reader.end();
      } catch (cause) {
        throw unreadable(answer, context, reasonOf(cause), cause);
      }
      return reader.found;
    },
  };
}

/** Reads the resources of a 207 answer while it arrives; the connection is free when the walk ends, however it ends. */
export async function* streamMultistatus(
  answer: StreamedAnswer,
  label: string,
): AsyncGenerator<DavResponse, void, undefined> {
  const reader = new MultistatusReader((response) => response);
  let excerpt: string | undefined;
  const attempt = (step: () => void): void => {
    try {
      step();
    } catch (cause) {
      const context = { service: "nextcloud", outcome: "rejected", attempts: 1, cause, excerpt } as const;
      throw new ResponseError(
        `${label} → ${answer.status}: ${reasonOf(cause)}`,
        "UNREADABLE_RESPONSE",
        context,
      );
    }
  };
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    excerpt ??= chunk.toString("utf8", 0, EXCERPT_BYTES);
    attempt(() => reader.write(chunk));
    yield* reader.found.splice(0);
  }
  attempt(() => reader.end());
}

function reasonOf(cause: unknown): string {
  return `the body is broken XML or foreign: ${cause instanceof Error ? cause.message : cause}`;
}

function readResponse(response: XmlElement): DavResponse {
  const properties = new Map<string, XmlElement>();
  const refused = new Map<string, number>();
  for (const propstat of response.children) {
    if (propstat.name !== "{DAV:}propstat") continue;
    const status = Number(propstat.child("{DAV:}status")?.text.split(" ")[1]);
    for (const property of propstat.child("{DAV:}prop")?.children ?? []) {
      if (status === 200) properties.set(property.name, property);
      else refused.set(property.name, status);
    }
  }
  return { path: decodeHref(response.child("{DAV:}href")?.text ?? ""), properties, refused };
}

/** Decoded, because servers differ in what they encode and how; from WebDAV's root, because proxies change what is above. */
function decodeHref(href: string): string {
  const path = decodeURIComponent(href);
  for (const root of ROOTS) {
    const at = path.indexOf(root);
    if (at >= 0) return path.slice(at + root.length - 1).replace(/\/+$/, "");
  }
  throw new Error("a resource that is not below remote.php/dav");
}
