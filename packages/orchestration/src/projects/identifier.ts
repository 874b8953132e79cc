/** OpenProject's own limit. */
const MAX_LENGTH = 100;
/** Words OpenProject's routes need for themselves. */
export const RESERVED_IDENTIFIERS: ReadonlySet<string> = new Set([
  "new",
  "menu",
  "queries",
  "filters",
  "identifier-update-dialog",
]);

/**
 * Makes an OpenProject identifier of a name: lower-case letters, digits, dashes and underscores, no number alone, none
 * of the reserved words.
 *
 * @example projectIdentifier("Größe & Gewicht 2026") // "groesse-gewicht-2026"
 * @see https://www.openproject.org/docs/user-guide/projects/project-settings/project-information/
 */
export function projectIdentifier(name: string): string {
  const ascii = name
    .toLowerCase()
    .replaceAll("ä", "ae")
    .replaceAll("ö", "oe")
    .replaceAll("ü", "ue")
    .replaceAll("ß", "ss")
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "");
  const slug = ascii.replaceAll(/[^a-z0-9_]+/g, "-").replaceAll(/^-+|-+$/g, "");
  const usable = /[a-z]/.test(slug) && !RESERVED_IDENTIFIERS.has(slug);
  return (usable ? slug : `project-${slug}`).slice(0, MAX_LENGTH).replaceAll(/-+$/g, "");
}
