import { constraintViolation, formatError, type OpenProjectError } from "./errors.js";
import { formattable } from "./formattable.js";
import type { Link, Presenter } from "./presenter.js";
import { PRINCIPALS, type RequestBody } from "./request-body.js";
import type { OpenProjectCustomField, OpenProjectState } from "./state.js";

type Values = Readonly<Record<string, unknown>>;

/**
 * Take custom values out of a body. Lists and users are read from links only: a plain value of theirs is passed over
 * without a word.
 */
export function writeCustomValues(
  state: OpenProjectState,
  body: RequestBody,
  current: Values,
): { values: Record<string, unknown>; errors: OpenProjectError[] } {
  const values: Record<string, unknown> = { ...current };
  const errors: OpenProjectError[] = [];
  for (const field of state.customFields.values()) {
    const key = `customField${field.id}`;
    const value = isLinked(field) ? readLinks(field, key, body) : readScalar(field, key, body);
    if (value === undefined) continue;
    values[key] = value;
    const isAllowed = [value].flat().every((id) => id === null || exists(state, field, id));
    if (isLinked(field) && !isAllowed) {
      errors.push(constraintViolation(key, `${field.name} is not set to one of the allowed values.`));
    }
  }
  return { values, errors };
}

/** What stands beside the other properties. */
export function customProperties(state: OpenProjectState, values: Values): object {
  const plain = [...state.customFields.values()].filter((field) => !isLinked(field));
  return Object.fromEntries(
    plain.map(({ id, type }) => {
      const value = values[`customField${id}`] ?? null;
      const shown = type === "Formattable" ? formattable(String(value ?? "")) : value;
      return [`customField${id}`, shown];
    }),
  );
}

/** What stands under `_links`. */
export function customLinks(present: Presenter, values: Values): object {
  const linked = [...present.state.customFields.values()].filter(isLinked);
  return Object.fromEntries(
    linked.map((field) => {
      const key = `customField${field.id}`;
      const links = [values[key] ?? []].flat().map((id) => valueLink(present, field, Number(id)));
      if (isMultiple(field)) return [key, links];
      return [key, links[0] ?? { href: null, title: null }];
    }),
  );
}

/** The part of a schema that tells of custom fields. @param projectId Whose versions may be chosen. */
export function customFieldSchemas(present: Presenter, projectId?: number): object {
  return Object.fromEntries(
    [...present.state.customFields.values()].map((field) => {
      const { id, name, type, options } = field;
      const allowed = options?.map(({ id: option, value }) => ({
        _type: "CustomOption",
        id: option,
        value,
        _links: { self: present.link(`/custom_options/${option}`, value) },
      }));
      return [
        `customField${id}`,
        {
          type,
          name,
          required: false,
          hasDefault: false,
          writable: true,
          options: {},
          ...(isLinked(field) && { location: "_links" }),
          ...(allowed && { _embedded: { allowedValues: allowed } }),
          ...(isLinked(field) &&
            !allowed && { _links: { allowedValues: present.link(choicesOf(field, projectId)) } }),
        },
      ];
    }),
  );
}

/** What else than an option of its own a field may be set to: where it lives, by the type's last word. */
const LINKED: Readonly<Record<LinkedKind, readonly [string, ...string[]]>> = {
  User: PRINCIPALS,
  Version: ["versions"],
  Item: ["custom_field_items"],
};

type LinkedKind = "User" | "Version" | "Item";

function linkedKind({ type }: OpenProjectCustomField): LinkedKind {
  if (type.endsWith("Version")) return "Version";
  return type.endsWith("Item") ? "Item" : "User";
}

/** The list a schema points to. */
function choicesOf(field: OpenProjectCustomField, projectId: number | undefined): string {
  const kind = linkedKind(field);
  if (kind === "Item") return `/custom_fields/${field.id}/items`;
  if (kind === "User") return "/principals";
  return projectId === undefined ? "/versions" : `/projects/${projectId}/versions`;
}

function isLinked({ type }: OpenProjectCustomField): boolean {
  return isMultipleType(type) || /^(CustomOption|User|Version|CustomField::Hierarchy::Item)$/.test(type);
}

function isMultiple({ type }: OpenProjectCustomField): boolean {
  return isMultipleType(type);
}

function isMultipleType(type: string): boolean {
  return type.startsWith("[]");
}

function readLinks(field: OpenProjectCustomField, key: string, body: RequestBody): unknown {
  if (field.options) {
    return isMultiple(field) ? body.links(key, "custom_options") : body.link(key, "custom_options");
  }
  const namespaces = LINKED[linkedKind(field)];
  return isMultiple(field) ? body.links(key, ...namespaces) : body.link(key, ...namespaces);
}

function readScalar({ type }: OpenProjectCustomField, key: string, body: RequestBody): unknown {
  if (type === "Formattable") return body.formattable(key);
  const value = body.value(key);
  if (type === "Integer" && value !== undefined && value !== null && !Number.isInteger(value)) {
    throw formatError(key, "Integer", value);
  }
  return value;
}

function exists(state: OpenProjectState, field: OpenProjectCustomField, id: unknown): boolean {
  if (field.options) return field.options.some((option) => option.id === id);
  const kind = linkedKind(field);
  return kind === "User"
    ? state.users.has(Number(id))
    : state.recordsOf(`/${LINKED[kind][0]}`).has(Number(id));
}

function valueLink(present: Presenter, field: OpenProjectCustomField, id: number): Link {
  const { options } = field;
  const kind = linkedKind(field);
  if (!options && kind !== "User") return present.recordLink(`/${LINKED[kind][0]}`, id);
  const option = options?.find((candidate) => candidate.id === id);
  return options ? present.link(`/custom_options/${id}`, option?.value) : present.principalLink(id);
}
