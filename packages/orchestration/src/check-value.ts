import type { z } from "zod";

/** What was checked, or in words all that is wrong with it. */
export type Checked<T> = { readonly value: T } | { readonly problems: readonly string[] };

type Issue = z.core.$ZodIssue;

/** Checks a value by a schema. What is wrong is named by its place, as in `members[0].email is missing`. */
export function checkValue<T>(schema: z.ZodType<T>, value: unknown): Checked<T> {
  // With the input of each issue, which tells what is missing from what is of the wrong kind.
  const { success, data, error } = schema.safeParse(value, { reportInput: true });
  return success ? { value: data } : { problems: error.issues.flatMap(wordsOf) };
}

function wordsOf(issue: Issue): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => `${placeOf([...issue.path, key])} is unknown`);
  }
  return [`${placeOf(issue.path)} ${problemOf(issue)}`];
}

function placeOf(path: Issue["path"]): string {
  const place = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  return place === "" ? "it" : place.replace(/^\./, "");
}

const KINDS: Readonly<Partial<Record<string, string>>> = {
  string: "a text",
  number: "a number",
  array: "a list",
  object: "an object",
};

function problemOf(issue: Issue): string {
  const isMissing = issue.input === undefined;
  switch (issue.code) {
    case "invalid_type":
      return isMissing ? "is missing" : `is not ${KINDS[issue.expected] ?? `a ${issue.expected}`}`;
    case "invalid_value":
      return isMissing ? "is missing" : `is none of ${issue.values.join(", ")}`;
    default:
      return issue.message;
  }
}
