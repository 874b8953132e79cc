import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { type AttributeError, attributeErrors } from "../errors.js";
import { Link } from "./link.js";
import { ResourceSchema } from "./schema.js";

/** What the server would say to a write, asked without writing anything. */
export interface Form {
  readonly isValid: boolean;
  /** What is wrong, property by property. */
  readonly errors: readonly AttributeError[];
  /** What may be written, with the allowed values. */
  readonly schema: ResourceSchema;
  /** The resource as it would be written: what was sent, with the server's defaults. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** Where to send the payload; only when it is valid. */
  readonly commit: Link | undefined;
}

export const Form: z.ZodType<Form> = openObject({
  _embedded: openObject({
    payload: z.record(z.string(), z.unknown()),
    schema: ResourceSchema,
    validationErrors: z.record(z.string(), z.unknown()),
  }),
  _links: openObject({ commit: Link.optional() }),
}).transform(({ _embedded: { payload, schema, validationErrors }, _links }) => ({
  isValid: Object.keys(validationErrors).length === 0,
  errors: Object.entries(validationErrors).flatMap(([property, error]) =>
    attributeErrors(error).map((said) => ({ ...said, attribute: said.attribute ?? property })),
  ),
  schema,
  payload,
  commit: _links.commit,
}));
