import { reply } from "../../replies.js";
import { escapeXml } from "./xml.js";

interface DavErrorDetails {
  /** Which header a failed precondition stood in. */
  readonly header?: string;
  /** Further elements, already XML, in the namespace ownCloud writes wrongly as "o:". */
  readonly extra?: string;
  readonly headers?: Record<string, string>;
}

/** A failure as sabre/dav reports it: the exception's class name and its message in XML. */
export class DavError extends Error {
  override readonly name = "DavError";
  constructor(
    readonly status: number,
    readonly exception: string,
    message: string,
    readonly details: DavErrorDetails = {},
  ) {
    super(message);
  }

  toResponse(): Response {
    const { header, extra, headers } = this.details;
    const owncloud = extra === undefined ? "" : ' xmlns:o="http://owncloud.org/ns"';
    const lines = [
      '<?xml version="1.0" encoding="utf-8"?>',
      `<d:error xmlns:d="DAV:" xmlns:s="http://sabredav.org/ns"${owncloud}>`,
      `  <s:exception>${this.exception}</s:exception>`,
      this.message === "" ? "  <s:message/>" : `  <s:message>${escapeXml(this.message)}</s:message>`,
      ...(header === undefined ? [] : [`  <s:header>${header}</s:header>`]),
      ...(extra === undefined ? [] : [extra]),
      "</d:error>",
      "",
    ];
    return reply(this.status, "application/xml; charset=utf-8", lines.join("\n"), headers);
  }
}

const sabre = (status: number, name: string) => {
  return (message: string, details: DavErrorDetails = {}) =>
    new DavError(status, `Sabre\\DAV\\Exception\\${name}`, message, details);
};

export const badRequest = sabre(400, "BadRequest");
export const notAuthenticated = sabre(401, "NotAuthenticated");
export const forbidden = sabre(403, "Forbidden");
export const notFound = sabre(404, "NotFound");
export const methodNotAllowed = sabre(405, "MethodNotAllowed");
export const conflict = sabre(409, "Conflict");
export const preconditionFailed = sabre(412, "PreconditionFailed");
export const rangeNotSatisfiable = sabre(416, "RequestedRangeNotSatisfiable");
export const notImplemented = sabre(501, "NotImplemented");
export const serviceUnavailable = sabre(503, "ServiceUnavailable");
export const insufficientStorage = sabre(507, "InsufficientStorage");

/** A file by this path is not there. The server writes a second slash before a name right below the home. */
export function noSuchFile(names: readonly string[]): DavError {
  const slash = names.length === 1 ? "//" : "/";
  return notFound(`File with name ${slash}${names.join("/")} could not be located`);
}

export function tooManyRequests(): DavError {
  return new DavError(429, "OCA\\DAV\\Connector\\Sabre\\Exception\\TooManyRequests", "", {
    extra: '  <o:hint xmlns:o="o:">too many requests</o:hint>',
  });
}

export function invalidPath(reason: string): DavError {
  const text = escapeXml(reason);
  return new DavError(400, "OCA\\DAV\\Connector\\Sabre\\Exception\\InvalidPath", reason, {
    extra: `  <o:retry xmlns:o="o:">false</o:retry>\n  <o:reason xmlns:o="o:">${text}</o:reason>`,
  });
}

export function maintenance(): DavError {
  return new DavError(503, "OCA\\DAV\\Exception\\ServerMaintenanceMode", "System is in maintenance mode.");
}

/** An error of a status as DAV reports it; `undefined` for those only the web server in front gives. */
export function davFailure(status: number): DavError | undefined {
  if (status === 429) return tooManyRequests();
  if (status === 503) return maintenance();
  const [exception, message] = FAILURES[status] ?? [];
  return exception === undefined ? undefined : new DavError(status, exception, message ?? "");
}

const FAILURES: Record<number, [exception: string, message: string]> = {
  401: ["Sabre\\DAV\\Exception\\NotAuthenticated", "Username or password was incorrect"],
  403: ["Sabre\\DAV\\Exception\\Forbidden", ""],
  404: ["Sabre\\DAV\\Exception\\NotFound", "File could not be located"],
  409: ["Sabre\\DAV\\Exception\\Conflict", "Parent node does not exist"],
  412: ["Sabre\\DAV\\Exception\\PreconditionFailed", "A precondition failed"],
  423: ["OCA\\DAV\\Connector\\Sabre\\Exception\\FileLocked", "The file is locked"],
  500: ["Sabre\\DAV\\Exception", "An error occurred"],
  507: ["Sabre\\DAV\\Exception\\InsufficientStorage", "Insufficient space"],
};
