import { randomBytes } from "node:crypto";
import type { DavCall } from "./call.js";
import { multistatus } from "./multistatus.js";

/** How many a page has when the client does not say. */
const USUAL_COUNT = 100;

/** Answer with a page of a listing, which is made for the first page and kept for the others. */
export function page(
  { state, incoming: { headers } }: Pick<DavCall, "state" | "incoming">,
  listing: () => readonly string[],
): Response {
  const known = state.listings.get(headers.get("x-nc-paginate-token") ?? "");
  const token = randomBytes(16).toString("hex");
  // A token nobody knows begins a listing of its own, without a word about it.
  const all = known ?? listing();
  if (!known) state.listings.set(token, all);
  const start = Number(headers.get("x-nc-paginate-offset") ?? 0);
  const count = Number(headers.get("x-nc-paginate-count") ?? USUAL_COUNT);
  const responses = all.slice(start, start + count);
  const answer = multistatus(known ? responses.map(withPhpDate) : responses);
  answer.headers.set("x-nc-paginate", "true");
  if (known) return answer;
  answer.headers.set("x-nc-paginate-token", token);
  answer.headers.set("x-nc-paginate-total", String(all.length));
  return answer;
}

/** What was kept has its dates as PHP writes them: elements where the first page has text. */
function withPhpDate(response: string): string {
  return response.replace(/(<d:getlastmodified>)([^<]*)/, (_, tag: string, date: string) => {
    const php = new Date(date).toISOString().replace("T", " ").replace("Z", "000");
    return `${tag}<time><date>${php}</date><timezone_type>3</timezone_type><timezone>UTC</timezone></time>`;
  });
}
