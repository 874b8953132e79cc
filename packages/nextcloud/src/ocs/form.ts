/** A value of an OCS parameter. `undefined` is left out, `null` clears. */
type OcsValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly OcsValue[]
  | { readonly [name: string]: OcsValue };

/** Parameters of an OCS call, by their wire names. */
export type OcsParams = Readonly<Record<string, OcsValue>>;

/**
 * Encodes parameters as PHP reads a form: `groups[0]=a`, booleans as words, `null` as empty text.
 *
 * A form and not JSON, because some endpoints fail with a type error on a JSON boolean and clear a field only by empty
 * text; every endpoint reads these.
 */
export function encodeParams(params: OcsParams): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries(params)) addField(fields, name, value);
  return fields;
}

function addField(fields: Record<string, string>, name: string, value: OcsValue): void {
  if (value === undefined) return;
  if (value === null) fields[name] = "";
  else if (typeof value !== "object") fields[name] = String(value);
  else for (const [key, item] of Object.entries(value)) addField(fields, `${name}[${key}]`, item);
}
