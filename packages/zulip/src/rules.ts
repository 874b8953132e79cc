import type { OutcomeException, ServiceRules } from "@platformq/resilience";
import { zulipError } from "./envelope.js";

/** A refusal that means the work is done, after an attempt that may have done it: Zulip says so by a code, all with 400. */
const alreadySo = (operation: RegExp, code: string): OutcomeException => ({
  status: 400,
  operation,
  when: ({ json, operation: name }) => zulipError(json, 400, name)?.vendorCode === code,
  means: "already-so",
});

/** What the HTTP client has to know of Zulip. */
export const rules: ServiceRules = {
  name: "zulip",
  readError: ({ json, status, operation }) => zulipError(json, status, operation),
  exceptions: [
    alreadySo(/^POST .*\/reactions$/, "REACTION_ALREADY_EXISTS"),
    alreadySo(/^DELETE .*\/reactions$/, "REACTION_DOES_NOT_EXIST"),
  ],
};
