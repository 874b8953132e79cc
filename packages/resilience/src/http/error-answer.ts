import type { AttemptOutcome } from "../outcome.js";
import { type Answer, mediaType } from "./answer.js";
import type { ErrorAnswer, OutcomeException } from "./service-rules.js";

const ERROR_TEXT_BYTES = 16 * 1024;

/** Reads an error answer's body, as far as messages and rules need it. */
export function readErrorAnswer(answer: Answer, operation: string): ErrorAnswer {
  const text = answer.body.toString("utf8", 0, ERROR_TEXT_BYTES);
  let json: unknown;
  if (mediaType(answer).endsWith("json")) {
    try {
      json = JSON.parse(text);
    } catch {
      // A proxy's page with the wrong type; its text is kept.
    }
  }
  return { ...answer, operation, text, json };
}

/** Finds the row of a service's exceptions that an answer falls under. */
export function exceptionFor(
  answer: ErrorAnswer,
  exceptions: readonly OutcomeException[] = [],
): OutcomeException | undefined {
  return exceptions.find((row) => applies(row, answer));
}

function applies({ status, operation, when }: OutcomeException, answer: ErrorAnswer): boolean {
  if (status !== answer.status || operation?.test(answer.operation) === false) return false;
  return when === undefined || when(answer);
}

/** Says what an error answer is for the outcome table. */
export function outcomeOf(
  status: number,
  retryAfterMs: number | undefined,
  exception: OutcomeException | undefined,
): AttemptOutcome {
  switch (exception?.means) {
    case "answered":
    case "refused":
      return { kind: exception.means };
    case "maintenance":
      return { kind: "response", status, retryAfterMs, maintenance: true };
    default:
      return { kind: "response", status, retryAfterMs };
  }
}
