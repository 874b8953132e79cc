import { WebhookRejectedError } from "../rejection.js";
import type { ReadHeader } from "../verification/verification.js";

/** Also `application/activity+json` and the like. JSON in another charset than UTF-8, also spelt `utf8`, does not exist. */
function isJson(contentType: string): boolean {
  if (contentType === "application/json") return true;
  const [type = "", ...parameters] = contentType.toLowerCase().split(";");
  return (
    /^application\/([\w.-]+\+)?json$/.test(type.trim()) &&
    parameters.every((parameter) => !/^\s*charset=/.test(parameter) || /=\s*"?utf-?8"?\s*$/.test(parameter))
  );
}

/**
 * Checks what can be judged before the body is read.
 *
 * @throws WebhookRejectedError `method_not_allowed`, `unsupported_media_type` or `too_large`
 */
export function checkHead(method: string, readHeader: ReadHeader, maxBodyBytes: number): void {
  if (method !== "POST") {
    throw new WebhookRejectedError("method_not_allowed", `Webhooks are sent by POST, this was ${method}`);
  }
  const contentType = readHeader("content-type");
  // Nextcloud's webhook_listeners declares none.
  if (contentType !== undefined && !isJson(contentType)) {
    throw new WebhookRejectedError("unsupported_media_type", "Webhooks are application/json");
  }
  if (Number(readHeader("content-length") ?? 0) > maxBodyBytes) {
    throw new WebhookRejectedError("too_large", `The body is larger than ${maxBodyBytes} bytes`);
  }
}
