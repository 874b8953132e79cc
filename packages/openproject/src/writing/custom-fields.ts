import { InvalidInputError } from "@platformq/resilience";
import { type FormattableInput, toFormattable } from "../hal/formattable.js";
import { isReference, type LinkRef, toLink } from "../hal/link.js";
import type { PropertySchema, ResourceSchema } from "../hal/schema.js";
import type { Names, WritableLink } from "./names.js";
import type { WholeCall } from "./whole-call.js";

/** A custom field's value. Lists take ids, hrefs or the options' names; `null` clears. */
export type CustomFieldValue = LinkRef | boolean | FormattableInput | readonly LinkRef[] | null;

/** Custom fields by their name, their number, or `customField12`. */
export type CustomFieldValues = Readonly<Record<string, CustomFieldValue>>;

/** Values where they belong: some of them under `_links`. */
export interface PlacedFields {
  readonly properties: Record<string, unknown>;
  readonly links: Record<string, unknown>;
}

/** What the names among the values are looked up with. */
export interface Lookup {
  readonly names: Names;
  /** Whose versions may be chosen; `undefined` for those of all projects. */
  readonly projectId: number | undefined;
  readonly call: WholeCall;
}

/**
 * Puts custom fields where the schema wants them.
 *
 * @throws InvalidInputError for a field there is not, and for an option there is not, telling which there are.
 */
export async function placeCustomFields(
  values: CustomFieldValues,
  schema: ResourceSchema,
  lookup: Lookup,
): Promise<PlacedFields> {
  const placed: PlacedFields = { properties: {}, links: {} };
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const field = fieldNamed(name, schema);
    if (field.isLink) placed.links[field.key] = await toLinks(field, value, lookup);
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

async function toLinks(field: PropertySchema, value: CustomFieldValue, lookup: Lookup): Promise<unknown> {
  const isMultiple = field.type.startsWith("[]");
  if (value === null) return isMultiple ? [] : { href: null };
  const values = Array.isArray(value) ? value : [value];
  const links = await Promise.all(values.map((single) => toChoice(field, single, lookup)));
  return isMultiple ? links : links[0];
}

async function toChoice(
  field: PropertySchema,
  value: LinkRef | boolean,
  { names, projectId, call }: Lookup,
): Promise<WritableLink> {
  if (typeof value === "boolean") throw refusal(field, value);
  const { name, type, allowedValues, allowedValuesLink } = field;
  if (allowedValues !== undefined) return toOption(field, allowedValues, value);
  if (type.endsWith("User")) return names.principal(value, call);
  const isVersion = type.endsWith("Version");
  const collection = isVersion ? "versions" : "custom_field_items";
  if (allowedValuesLink?.href) {
    return names.allowed(`value of ${name}`, collection, allowedValuesLink.href, value, call);
  }
  if (isVersion) return names.version(value, projectId, call);
  // Where the server does not tell the items, a name would come out as an href to nothing.
  if (!isReference(value) && !isId(value)) throw refusal(field, value);
  return toLink(collection, value);
}

function toOption(
  field: PropertySchema,
  allowed: NonNullable<PropertySchema["allowedValues"]>,
  value: LinkRef,
): WritableLink {
  if (typeof value !== "number" && isReference(value)) return toLink("custom_options", value);
  const titled = allowed.find(({ title }) => title === value);
  const option = titled ?? allowed.find(({ href }) => isId(value) && href.endsWith(`/${value}`));
  if (option === undefined) throw refusal(field, value);
  return { href: option.href };
}

/** Digits in a string are an id only where nothing is so called; a number is always one. */
function isId(value: LinkRef): boolean {
  return typeof value === "number" || (typeof value === "string" && /^\d+$/.test(value));
}

function refusal({ name, allowedValues }: PropertySchema, value: LinkRef | boolean): InvalidInputError {
  const allowed = allowedValues?.map(({ title }) => title).join(", ") ?? "ids and hrefs";
  return new InvalidInputError(
    `${JSON.stringify(value)} is no value of the custom field ${JSON.stringify(name)}; allowed are: ${allowed}`,
    { service: "openproject" },
  );
}
