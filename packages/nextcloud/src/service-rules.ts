import {
  type ErrorAnswer,
  header,
  ServerError,
  type ServiceRules,
  type VendorError,
} from "@platformq/resilience";
import { davError, davException } from "./dav/dav-error.js";
import { DELETE_GROUP, DEMOTE } from "./errors.js";
import { isOcs, ocsError } from "./ocs/envelope.js";

/** Requests per second. */
export const DEFAULT_RATE = 10;

function hasCode(code: number): (answer: ErrorAnswer) => boolean {
  return ({ json }) => isOcs(json) && json.ocs.meta.statuscode === code;
}

function isMaintenance(answer: ErrorAnswer): boolean {
  // WebDAV does not send the header.
  return (
    header(answer, "x-nextcloud-maintenance-mode") !== undefined ||
    davException(answer)?.name === "ServerMaintenanceMode"
  );
}

function readError(answer: ErrorAnswer): VendorError | undefined {
  // A limit of one operation comes without a body; with one, it is the address that is slowed down, and for everybody.
  const isThrottled = answer.status === 429 && (isOcs(answer.json) || davException(answer) !== undefined);
  if (isThrottled) return { vendorCode: "BRUTE_FORCE_THROTTLED", message: "too many failed logins" };
  const said = isOcs(answer.json) ? ocsError(answer.json.ocs.meta, answer) : davError(answer);
  // The code OCS gives repeats the status, which other outages have too.
  if (answer.status === 503 && isMaintenance(answer)) return { ...said, type: [ServerError, "MAINTENANCE"] };
  return said;
}

/** How Nextcloud differs from the outcome table, and how it tells of errors. */
export const rules: ServiceRules = {
  name: "nextcloud",
  readError,
  exceptions: [
    // OCS tells of a missing parameter by a 500: the server is well, and asking again does not help.
    { status: 500, when: ({ json }) => isOcs(json), means: "answered" },
    // WebDAV, too, tells so of what its types or its search refuse.
    { status: 500, when: (answer) => davException(answer)?.isFinal === true, means: "answered" },
    // What the first attempt of unknown outcome took away, the second does not find.
    { status: 400, operation: DELETE_GROUP, when: hasCode(101), means: "already-so" },
    { status: 400, operation: DEMOTE, when: hasCode(102), means: "already-so" },
    // Somebody else is writing; nothing was done.
    { status: 423, means: "refused" },
    { status: 503, when: isMaintenance, means: "maintenance" },
    // WebDAV's words for a disabled account and for an unknown public share: no outage, and no use in retrying.
    { status: 503, when: (answer) => davException(answer)?.isFinal === true, means: "answered" },
  ],
};
