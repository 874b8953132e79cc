import { InvalidInputError, openObject, path, segments } from "@platformq/resilience";
import { z } from "zod";

/** A link to another resource. `href: null` is "none". */
export const Link = openObject({
  href: z.string().nullable(),
  title: z.string().nullish(),
  templated: z.boolean().optional(),
  method: z.string().optional(),
});

export type Link = z.output<typeof Link>;

/** The href of what exists and may not be seen. Sent back, it leaves the value as it is. */
export const UNDISCLOSED = "urn:openproject-org:api:v3:undisclosed";

/**
 * What a link is made of: an id, an href, or a link as another resource has it. Where a method says so, a name too: a
 * user's login, a status's name.
 */
export type LinkRef = number | string | { readonly href: string | null };

/**
 * Tells a reference that says by itself what it means from a name that has to be looked up. Digits in a string are a name
 * first, for a version may well be called 2024; a number is always an id.
 */
export function isReference(
  ref: LinkRef | null | undefined,
): ref is
  | number
  | `${string}/${string}`
  | `urn:${string}`
  | { readonly href: string | null }
  | null
  | undefined {
  return typeof ref !== "string" || isHref(ref);
}

function isHref(text: string): boolean {
  return /^(\/|https?:|urn:)/.test(text);
}

const ID = /\/(\d+)$/;

/** Reads the id at a link's end; `undefined` for none, for what is undisclosed, and for what has no number. */
export function linkId(link: { readonly href: string | null } | null | undefined): number | undefined {
  const id = ID.exec(link?.href ?? "")?.[1];
  return id === undefined ? undefined : Number(id);
}

/**
 * Makes the link to write for a reference; `null` clears, `undefined` leaves the property out.
 *
 * @param collection Where the resource lives, for an id: `users`, `project_statuses`.
 */
export function toLink(
  collection: string,
  ref: LinkRef | null | undefined,
): { href: string | null } | undefined {
  if (ref === undefined) return undefined;
  if (ref === null) return { href: null };
  if (typeof ref === "object") return { href: ref.href };
  if (typeof ref === "string" && isHref(ref)) return { href: ref };
  // The server reads hrefs by their end, so the folder it is installed in is not needed.
  return { href: `/api/v3/${path`${segments(collection)}/${ref}`.wire}` };
}

/** Makes the links to write for a list of references; `undefined` leaves the property out. */
export function toLinks(
  collection: string,
  refs: readonly LinkRef[] | undefined,
): { href: string | null }[] | undefined {
  return refs?.flatMap((ref) => toLink(collection, ref) ?? []);
}

/**
 * Resolves an href to where it can be fetched. It already holds the folder OpenProject is installed in, so it goes by the
 * origin and not by the base URL.
 *
 * @throws InvalidInputError for `null` and for a URN, behind which there is nothing to fetch.
 */
export function resolveHref(href: string | null, baseUrl: string): URL {
  if (href === null) throw new InvalidInputError("The link is empty: there is nothing to fetch");
  if (href.startsWith("urn:")) throw new InvalidInputError(`${href} is a name and cannot be fetched`);
  if (!URL.canParse(href, baseUrl)) throw new InvalidInputError("The link is no URL");
  return new URL(href, baseUrl);
}
