import { type ErrorAnswer, mediaType, type VendorError } from "@platformq/resilience";
import { errorType } from "../errors.js";
import { decodeEntities } from "./xml-element.js";

/** What SabreDAV says went wrong. */
export interface DavException {
  /** The last part of the exception's class name: `NotFound`, `FileLocked`. */
  readonly name: string;
  readonly message: string;
  /** Whether it is an answer although its status is that of an outage. */
  readonly isFinal: boolean;
}

/** The text may be cut, and a cut document is none to a parser. */
const EXCEPTION = /<s:exception>([^<]*)<\/s:exception>/;
const MESSAGE = /<s:message>([^<]*)<\/s:message>/;
/** A disabled account hides behind a general exception; its own name begins the message in every language. */
const DISABLED = /^OC\\User\\DisabledUserException/;

/** A missing public share comes as 503; arguments that PHP or a search refuses come as 500. */
const FINAL = new Set(["NotFound", "InvalidArgumentException", "TypeError"]);

/** Reads a WebDAV error; `undefined` for anything else, such as the web server's own page. */
export function davException(answer: ErrorAnswer): DavException | undefined {
  if (!mediaType(answer).endsWith("/xml")) return undefined;
  const exception = EXCEPTION.exec(answer.text)?.[1];
  if (exception === undefined) return undefined;
  const message = decodeEntities(MESSAGE.exec(answer.text)?.[1] ?? "").trim();
  if (DISABLED.test(message)) return { name: "DisabledUserException", message, isFinal: true };
  const name = exception.slice(exception.lastIndexOf("\\") + 1);
  return { name, message, isFinal: FINAL.has(name) };
}

/** Puts a WebDAV error in terms of the error tree. */
export function davError(answer: ErrorAnswer): VendorError | undefined {
  const exception = davException(answer);
  if (exception === undefined) return undefined;
  return {
    message: exception.message || undefined,
    vendorCode: exception.name,
    type: errorType(answer.operation, exception.name),
  };
}
