import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "./link.js";

/** A value a property may have. */
export interface AllowedValue {
  /** What to write. */
  readonly href: string;
  /** What people read. */
  readonly title: string;
}

/** What may be written to one property. */
export interface PropertySchema {
  /** Such as `subject` or `customField12`. */
  readonly key: string;
  /** What people call it, in the account's language. */
  readonly name: string;
  /** Such as `String`, `Formattable`, `CustomOption` or `[]User`. */
  readonly type: string;
  readonly required: boolean;
  readonly writable: boolean;
  readonly hasDefault: boolean;
  /** Whether it stands under `_links`. */
  readonly isLink: boolean;
  /** All that may be written, where the server lists that at once. */
  readonly allowedValues: readonly AllowedValue[] | undefined;
  /** Where it lists it otherwise: a collection to follow. */
  readonly allowedValuesLink: Link | undefined;
}

/** The properties of a resource, by key. @see https://www.openproject.org/docs/api/schemas/ */
export type ResourceSchema = ReadonlyMap<string, PropertySchema>;

const Resource = openObject({
  name: z.string().optional(),
  value: z.string().optional(),
  _links: openObject({ self: Link }),
});

const WireProperty = openObject({
  type: z.string(),
  name: z.string(),
  required: z.boolean().optional(),
  writable: z.boolean().optional(),
  hasDefault: z.boolean().optional(),
  location: z.string().optional(),
  _links: openObject({ allowedValues: z.union([Link, z.array(Link)]).optional() }).optional(),
  _embedded: openObject({ allowedValues: z.array(z.union([z.string(), Resource])).optional() }).optional(),
});

/** What servers that do not tell the `location` link to all the same. */
const LINKED_TYPE = /^(\[\]|CustomOption$|CustomField::Hierarchy::Item$|User$|Version$)/;

export const ResourceSchema: z.ZodType<ResourceSchema> = z
  .record(z.string(), z.unknown())
  .transform((schema) => {
    const properties = new Map<string, PropertySchema>();
    for (const [key, value] of Object.entries(schema)) {
      const parsed = WireProperty.safeParse(value);
      if (!key.startsWith("_") && parsed.success) properties.set(key, readProperty(key, parsed.data));
    }
    return properties;
  });

function readProperty(key: string, property: z.output<typeof WireProperty>): PropertySchema {
  const { type, name, required, writable, hasDefault, location, _links, _embedded } = property;
  const linked = _links?.allowedValues;
  const isListed = Array.isArray(linked);
  return {
    key,
    name,
    type,
    required: required ?? false,
    writable: writable ?? true,
    hasDefault: hasDefault ?? false,
    isLink: location === "_links" || LINKED_TYPE.test(type),
    allowedValues: _embedded?.allowedValues?.map(allowedValue) ?? (isListed ? linked.map(ofLink) : undefined),
    allowedValuesLink: isListed ? undefined : linked,
  };
}

function allowedValue(value: string | z.output<typeof Resource>): AllowedValue {
  if (typeof value === "string") return { href: value, title: value };
  const { name, value: text, _links } = value;
  return ofLink({ href: _links.self.href, title: name ?? text ?? _links.self.title });
}

function ofLink({ href, title }: Link): AllowedValue {
  return { href: href ?? "", title: title ?? "" };
}
