/** A value that survives `JSON.stringify` and `JSON.parse` unchanged. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/**
 * A type with `never` in the place of whatever JSON loses: what fits its own `Jsonable` is JSON. It says of interfaces,
 * which have no index signature, what {@link JsonValue} says of the rest. Fields may be `undefined`: they are left out.
 */
export type Jsonable<T> = T extends JsonValue
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Jsonable<Item>[]
    : T extends (...args: never) => unknown
      ? never
      : T extends object
        ? { [Key in keyof T]: Jsonable<T[Key]> | Extract<T[Key], undefined> }
        : never;
