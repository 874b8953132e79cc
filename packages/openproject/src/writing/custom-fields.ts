import { InvalidInputError } from "@platformq/resilience";
import { type FormattableInput, toFormattable } from "../hal/formattable.js";
import { isReference, type LinkRef, toLink } from "../hal/link.js";
import type { PropertySchema, ResourceSchema } from "../hal/schema.js";
import type { Names } from "./names.js";

/** A custom field's value. Lists take ids, hrefs or the options' names; `null` clears. */
export type CustomFieldValue = LinkRef | boolean | FormattableInput | readonly LinkRef[] | null;

/** Custom fields by their name, their number, or `customField12`. */
export type CustomFieldValues = Readonly<Record<string, CustomFieldValue>>;

/** Values where they belong: some of them under `_links`. */
export interface PlacedFields {
  readonly properties: Record<string, unknown>;
  readonly links: Record<string, unknown>;
}

/**
 * Puts custom fields where the schema wants them.
 *
 * @throws InvalidInputError for a field there is not, and for an option there is not, telling which there are.
 */
export async function placeCustomFields(
  values: CustomFieldValues,
  schema: ResourceSchema,
  names: Names,
): Promise<PlacedFields> {
  const placed: PlacedFields = { properties: {}, links: {} };
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const field = fieldNamed(name, schema);
    if (field.isLink) placed.links[field.key] = await toLinks(field, value, names);
    else placed.properties[field.key] = toScalar(field, value);
  }
  return placed;
}

function fieldNamed(name: string, schema: ResourceSchema): PropertySchema {
  const fields = [...schema.values()].filter(({ key }) => key.startsWith("customField"));
  const found = fields.filter((field) => {
    return field.key === name || field.key === `customField${name}` || field.name === name;
  });
  if (found.length === 1 && found[0] !== undefined) return found[0];
  const known = fields.map((field) => `${field.name} (${field.key})`).join(", ") || "none";
  const why = found.length === 0 ? "There is no custom field" : "There is more than one custom field";
  throw new InvalidInputError(`${why} ${JSON.stringify(name)} here; there are: ${known}`, {
    service: "openproject",
  });
}

function toScalar(field: PropertySchema, value: CustomFieldValue): unknown {
  if (field.type !== "Formattable") return value;
  if (value === null || typeof value === "string") return toFormattable(value);
  return typeof value === "object" && "raw" in value ? toFormattable(value) : value;
}

async function toLinks(field: PropertySchema, value: CustomFieldValue, names: Names): Promise<unknown> {
  const isMultiple = field.type.startsWith("[]");
  if (value === null) return isMultiple ? [] : { href: null };
  const values = Array.isArray(value) ? value : [value];
  const links = await Promise.all(values.map((single) => toOption(field, single, names)));
  return isMultiple ? links : links[0];
}

async function toOption(field: PropertySchema, value: LinkRef | boolean, names: Names): Promise<unknown> {
  if (typeof value === "boolean") throw refusal(field, value);
  if (typeof value === "object" || (typeof value === "string" && value.startsWith("/"))) {
    return toLink("custom_options", value);
  }
  const { allowedValues } = field;
  if (allowedValues !== undefined) {
    // A name before an id: an option may well be called 42.
    const option =
      allowedValues.find(({ title }) => title === String(value)) ??
      allowedValues.find(({ href }) => isReference(value) && href.endsWith(`/${value}`));
    if (option === undefined) throw refusal(field, value);
    return { href: option.href };
  }
  if (field.type.endsWith("Version")) return names.version(value, undefined);
  if (field.type.endsWith("User")) return names.principal(value);
  return toLink("custom_field_items", value);
}

function refusal({ name, allowedValues = [] }: PropertySchema, value: LinkRef | boolean): InvalidInputError {
  const allowed = allowedValues.map(({ title }) => title).join(", ");
  return new InvalidInputError(
    `${JSON.stringify(value)} is no value of the custom field ${JSON.stringify(name)}; allowed are: ${allowed}`,
    { service: "openproject" },
  );
}
