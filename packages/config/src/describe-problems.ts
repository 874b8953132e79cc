import type { Settings } from "./settings.js";

/** Names the place beside the environment where a variable could have been, such as a key in Vault. */
export type PlaceOf = (name: string) => string | undefined;

interface Issue {
  /** Its last part is the variable's name. */
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Puts all that is missing or wrong into one sentence, without a value. */
export function describeProblems(
  { found, problems }: Settings,
  issues: readonly Issue[],
  placeOf?: PlaceOf,
): string {
  const named = issues.map(({ path, message }) => ({ name: String(path.at(-1)), message }));
  const missing = named
    .filter(({ name }) => !found.has(name) && !problems.has(name))
    .map(({ name }) => {
      const place = placeOf?.(name);
      return place === undefined ? name : `${name} (${place})`;
    });
  const wrong = [
    ...named.filter(({ name }) => found.has(name)).map(({ name, message }) => `${name} ${message}`),
    ...problems.values(),
  ];
  const parts = [
    missing.length > 0 ? `not set: ${missing.join(", ")}` : "",
    wrong.length > 0 ? `wrong: ${wrong.join("; ")}` : "",
  ];
  return `The configuration is incomplete (${parts.filter(Boolean).join("; ")}); set them in the environment or in .env`;
}
