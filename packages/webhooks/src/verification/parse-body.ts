import { isAscii, isUtf8 } from "node:buffer";
import type { JsonValue } from "@platformq/queue";
import { isObject, type JsonObject } from "../json.js";
import { WebhookRejectedError } from "../rejection.js";

/** No sender nests deeper than a dozen levels; what is copied or written later may be recursive. */
const MAX_DEPTH = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Also finds the name when its letters are escaped. */
const MAY_NAME_PROTO = /__proto__|\\u00[567]/i;

/**
 * Parses a body that has to be a JSON object in UTF-8. Keys named `__proto__` are left out.
 *
 * @throws WebhookRejectedError `malformed`
 */
export function parseBody(body: Uint8Array): JsonObject {
  const isPlain = isAscii(body);
  if (!isPlain && !isUtf8(body)) throw new WebhookRejectedError("malformed", "The body is not valid UTF-8");
  if (nestsDeeperThan(MAX_DEPTH, body)) {
    throw new WebhookRejectedError("malformed", `The body nests deeper than ${MAX_DEPTH} levels`);
  }
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString(
    isPlain ? "latin1" : "utf8",
  );
  let value: JsonValue;
  try {
    value = MAY_NAME_PROTO.test(text) ? JSON.parse(text, withoutProto) : JSON.parse(text);
  } catch (cause) {
    throw new WebhookRejectedError("malformed", "The body is not valid JSON", cause);
  }
  if (!isObject(value)) throw new WebhookRejectedError("malformed", "The body is not a JSON object");
  return value;
}

function withoutProto(key: string, value: JsonValue): JsonValue | undefined {
  return key === "__proto__" ? undefined : value;
}

/** Counts brackets outside strings. In UTF-8 no byte of another character looks like one. */
function nestsDeeperThan(limit: number, body: Uint8Array): boolean {
  let depth = 0;
  for (let index = 0; index < body.length; index++) {
    const byte = body[index];
    if (byte === QUOTE) index = endOfString(body, index);
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth++;
      if (depth > limit) return true;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
  }
  return false;
}

/** Finds the quote that ends the string that begins at `start`. */
function endOfString(body: Uint8Array, start: number): number {
  let index = start + 1;
  while (index < body.length && body[index] !== QUOTE) index += body[index] === BACKSLASH ? 2 : 1;
  return index;
}
