import { isAscii, isUtf8 } from "node:buffer";
import type { JsonValue } from "@platformq/queue";
import { isObject, type JsonObject } from "../json.js";
import { WebhookRejectedError } from "../rejection.js";
import { nestsDeeperThan } from "./nesting.js";

/** No sender nests deeper than a dozen levels; what is copied or written later may be recursive. */
const MAX_DEPTH = 64;

/** The letters of `__proto__` may be escaped; looked for only where anything of that kind is. */
const ESCAPED_LETTER = /\\u00[567]/;

/** A body that was parsed. */
export interface ParsedBody {
  readonly payload: JsonObject;
  /** The payload in JSON as it came; `undefined` when something may have been left out of it. */
  readonly text: string | undefined;
}

/**
 * Parses a body that has to be a JSON object in UTF-8. Keys named `__proto__` are left out.
 *
 * @throws WebhookRejectedError `malformed`
 */
export function parseBody(body: Uint8Array): ParsedBody {
  const isPlain = isAscii(body);
  if (!isPlain && !isUtf8(body)) throw new WebhookRejectedError("malformed", "The body is not valid UTF-8");
  if (nestsDeeperThan(MAX_DEPTH, body)) {
    throw new WebhookRejectedError("malformed", `The body nests deeper than ${MAX_DEPTH} levels`);
  }
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const text = bytes.toString(isPlain ? "latin1" : "utf8");
  const mayNameProto = text.includes("__proto__") || (text.includes("\\u00") && ESCAPED_LETTER.test(text));
  let payload: JsonValue;
  try {
    payload = mayNameProto ? JSON.parse(text, withoutProto) : JSON.parse(text);
  } catch (cause) {
    throw new WebhookRejectedError("malformed", "The body is not valid JSON", cause);
  }
  if (!isObject(payload)) throw new WebhookRejectedError("malformed", "The body is not a JSON object");
  return { payload, text: mayNameProto ? undefined : text };
}

function withoutProto(key: string, value: JsonValue): JsonValue | undefined {
  return key === "__proto__" ? undefined : value;
}
