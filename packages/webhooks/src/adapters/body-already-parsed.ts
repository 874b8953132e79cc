import { WebhookRejectedError } from "../rejection.js";

/** The refusal of a body whose bytes are gone. Its message says how to keep them. */
export function bodyAlreadyParsed(fix: string): WebhookRejectedError {
  return new WebhookRejectedError(
    "body_already_parsed",
    `The body was parsed before the webhooks saw it, and a signature fits only the bytes that were sent. ${fix}`,
  );
}
