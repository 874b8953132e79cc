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

/** The part of a schema that tells of custom fields. */
export function customFieldSchemas(present: Presenter): object {
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
          ...(isLinked(field) && !allowed && { _links: { allowedValues: present.link("/principals") } }),
        },
      ];
    }),
  );
}

function isLinked({ type }: OpenProjectCustomField): boolean {
  return isMultipleType(type) || type === "CustomOption" || type === "User";
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
  return isMultiple(field) ? body.links(key, ...PRINCIPALS) : body.link(key, ...PRINCIPALS);
}

function readScalar({ type }: OpenProjectCustomField, key: string, body: RequestBody): unknown {
  if (type === "Formattable") return body.formattable(key);
  const value = body.value(key);
  if (type === "Integer" && value !== undefined && value !== null && !Number.isInteger(value)) {
    throw formatError(key, "Integer", value);
  }
  return value;
}

function exists(state: OpenProjectState, { options }: OpenProjectCustomField, id: unknown): boolean {
  if (options) return options.some((option) => option.id === id);
  return state.users.has(Number(id));
}

function valueLink(present: Presenter, { options }: OpenProjectCustomField, id: number): Link {
  const option = options?.find((candidate) => candidate.id === id);
  return options ? present.link(`/custom_options/${id}`, option?.value) : present.principalLink(id);
}
