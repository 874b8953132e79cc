import type { z } from "zod";

/** Tells whether a value is as a schema says, without making a copy of it. */
type Conforms = (value: unknown) => boolean;

/**
 * Tells whether a value is as a schema says and would be parsed into the like of itself.
 *
 * Parsing copies every object with all its keys, which for a page of a thousand work packages takes longer than
 * parsing the JSON. Where a schema only checks and changes nothing, looking is enough; what does not conform is for zod
 * to parse, which has the words to say why.
 */
export function conforms<T>(schema: z.ZodType<T>, value: unknown): value is T {
  let check = checks.get(schema);
  if (check === undefined) {
    check = conformanceOf(schema, []) ?? never;
    checks.set(schema, check);
  }
  return check(value);
}

const checks = new WeakMap<z.core.$ZodType, Conforms>();

/** Of schemas that change what they parse: nothing is already as they make it. */
const never: Conforms = () => false;

/**
 * Compiles a schema to a check; `undefined` for one that changes what it parses, or that is not known here.
 *
 * @param above The schemas this one is part of: one that is part of itself is left to zod.
 */
function conformanceOf(schema: z.core.$ZodType, above: readonly z.core.$ZodType[]): Conforms | undefined {
  // The cast zod's documentation gives for walking schemas: the base class alone cannot be told apart.
  const { def } = (schema as z.core.$ZodTypes)._zod;
  // `z.string().min(2)` has checks, `z.email()` is one.
  const isChecked = "check" in def || ("checks" in def && def.checks !== undefined && def.checks.length > 0);
  if (isChecked || above.includes(schema)) return undefined;
  const within = [...above, schema];
  switch (def.type) {
    case "unknown":
      return () => true;
    case "string":
    case "number":
    case "boolean":
      return "coerce" in def && def.coerce ? undefined : (value) => typeof value === def.type;
    case "literal":
      return (value) => def.values.some((literal) => literal === value);
    case "optional": {
      const inner = conformanceOf(def.innerType, within);
      return inner && ((value) => value === undefined || inner(value));
    }
    case "nullable": {
      const inner = conformanceOf(def.innerType, within);
      return inner && ((value) => value === null || inner(value));
    }
    case "array": {
      const element = conformanceOf(def.element, within);
      return element && ((value) => Array.isArray(value) && value.every(element));
    }
    case "union": {
      const options = def.options.flatMap((option) => conformanceOf(option, within) ?? []);
      if (options.length < def.options.length) return undefined;
      return (value) => options.some((option) => option(value));
    }
    case "object":
      return objectConformance(def, within);
    default:
      return undefined;
  }
}

/** Only of loose objects: the others take away, or refuse, what they do not know. */
function objectConformance(
  { shape, catchall }: z.core.$ZodObjectDef,
  within: readonly z.core.$ZodType[],
): Conforms | undefined {
  if (catchall?._zod.def.type !== "unknown") return undefined;
  const names: string[] = [];
  const checks: Conforms[] = [];
  for (const [name, schema] of Object.entries(shape)) {
    const check = conformanceOf(schema, within);
    if (check === undefined) return undefined;
    names.push(name);
    checks.push(check);
  }
  return (value) => isRecord(value) && checks.every((check, index) => check(value[names[index] ?? ""]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
