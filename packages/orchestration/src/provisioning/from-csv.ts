import type { PathLike } from "node:fs";
import { InvalidInputError } from "@platformq/resilience";
import { CsvError, parse } from "csv-parse/sync";
import { type Line, readLines } from "./read-lines.js";
import { UserRow } from "./user-row.js";
import { listFields, requiredFields, userFields } from "./user-spec.js";

/** How a CSV file is written. */
export interface CsvFormat {
  /** What separates the columns. @default "," */
  delimiter?: string | undefined;
  /** What separates the groups or channels within a column. @default ";" */
  listSeparator?: string | undefined;
}

/**
 * Reads users from a CSV file whose first line names the columns as `UserSpec` names them; case, spaces, `-` and `_`
 * make no difference. Empty fields are left out. A line that cannot be read is a row that fails, and no more: fields
 * hold no line breaks, so that a quote that is never closed does not take in the rest of the file.
 *
 * @throws InvalidInputError naming all columns that are unknown, missing or there twice, before the first row
 */
export async function* fromCsv(path: PathLike, format: CsvFormat = {}): AsyncGenerator<UserRow> {
  const { delimiter = ",", listSeparator = ";" } = format;
  let columns: string[] | undefined;
  for await (const line of readLines(path)) {
    const fields = fieldsOf(line, delimiter);
    if (columns === undefined) columns = checkHeader(fields);
    else yield rowOf(line, fields, columns, listSeparator);
  }
  if (columns === undefined) checkHeader([]);
}

/** The fields of a line, or why it has none. */
function fieldsOf({ text }: Line, delimiter: string): string[] | CsvError {
  try {
    const [fields = []] = parse(text, { delimiter, trim: true });
    return fields;
  } catch (error) {
    if (error instanceof CsvError) return error;
    throw error;
  }
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[\s_-]/g, "");
const fieldsByPlainName = new Map(userFields.map((name) => [plain(name), name]));

function checkHeader(header: readonly string[] | CsvError): string[] {
  if (header instanceof CsvError) throw new InvalidInputError(`The columns cannot be read: ${header.code}`);
  const names = header.map((name) => fieldsByPlainName.get(plain(name)) ?? name);
  const quote = (name: string): string => JSON.stringify(name);
  const problems = [
    ...names.filter((name) => !userFields.includes(name)).map((name) => `${quote(name)} is unknown`),
    ...requiredFields.filter((name) => !names.includes(name)).map((name) => `${quote(name)} is missing`),
    ...names
      .filter((name, index) => names.indexOf(name) < index)
      .map((name) => `${quote(name)} is there twice`),
  ];
  if (problems.length > 0) {
    const known = `known are ${userFields.join(", ")}`;
    throw new InvalidInputError(`The columns are not those of users: ${problems.join("; ")}; ${known}`);
  }
  return names;
}

function rowOf(
  { number }: Line,
  fields: readonly string[] | CsvError,
  columns: readonly string[],
  listSeparator: string,
): UserRow {
  // The error's own message would quote the line.
  if (fields instanceof CsvError) return new UserRow(number, undefined, `is no CSV: ${fields.code}`);
  if (fields.length !== columns.length) {
    const problem = `has ${fields.length} fields where there are ${columns.length} columns`;
    return new UserRow(number, undefined, problem);
  }
  const value: Record<string, unknown> = {};
  for (const [index, name] of columns.entries()) {
    const text = fields[index] ?? "";
    if (text === "") continue;
    value[name] = listFields.has(name) ? listOf(text, listSeparator) : text;
  }
  return new UserRow(number, value);
}

function listOf(text: string, separator: string): string[] {
  return text
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
