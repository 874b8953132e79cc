import { constraintViolation, type OpenProjectError } from "./errors.js";
import type { OpenProjectState } from "./state.js";

const MAX_LENGTH = 100;
const RESERVED = new Set(["new", "menu"]);

/** Make an identifier from a name, with a number behind it if the plain one is taken or reserved. */
export function generateIdentifier(state: OpenProjectState, name: string): string {
  const base = name
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .replaceAll("&", " and ")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, MAX_LENGTH)
    .replace(/^-+|-+$/g, "");
  const isFree = (identifier: string) =>
    !RESERVED.has(identifier) && state.findProject(identifier) === undefined;
  if (isFree(base)) return base;
  for (let number = 1; ; number += 1) {
    if (isFree(`${base}-${number}`)) return `${base}-${number}`;
  }
}

/** What is wrong with an identifier for a new project or for the one with this id. */
export function identifierErrors(
  state: OpenProjectState,
  identifier: string,
  ownId?: number,
): OpenProjectError[] {
  const violation = (message: string) => constraintViolation("identifier", `Identifier ${message}`);
  if (identifier === "") return [violation("can't be blank.")];
  if (identifier.length > MAX_LENGTH) {
    return [violation(`is too long (maximum is ${MAX_LENGTH} characters).`)];
  }
  if (!/^[a-z0-9\-_]+$/.test(identifier) || /^\d+$/.test(identifier)) return [violation("is invalid.")];
  if (RESERVED.has(identifier)) return [violation("is reserved.")];
  const other = state.findProject(identifier);
  return other === undefined || other.id === ownId ? [] : [violation("has already been taken.")];
}
