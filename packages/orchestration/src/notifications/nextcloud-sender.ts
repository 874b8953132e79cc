import type { NextcloudClient } from "@platformq/nextcloud";
import type { Directory } from "./directory.js";
import type { Part } from "./markup/markup.js";
import { renderPlain } from "./markup/render-plain.js";

/** What Nextcloud takes of each, in characters. */
const MAX_SHORT = 255;
const MAX_LONG = 4000;

/**
 * Looks somebody up in Nextcloud, and returns what notifies them, in plain text. Nextcloud tells nobody which
 * notifications it has of others: after a crash at the wrong moment one may come twice.
 *
 * @throws RecipientNotFoundError
 */
export async function prepareNextcloud(
  nextcloud: NextcloudClient,
  directory: Directory,
  who: string,
  text: readonly Part[],
): Promise<() => Promise<void>> {
  const userId = await directory.nextcloudId(nextcloud, who);
  const plain = renderPlain(text);
  const [firstLine = ""] = plain.split("\n");
  const shortMessage = cut(firstLine, MAX_SHORT);
  const longMessage = shortMessage === plain ? undefined : cut(plain, MAX_LONG);
  return () => nextcloud.notifications.create(userId, { shortMessage, longMessage });
}

function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  // Half a surrogate pair would not survive the way.
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
