import { z } from "zod";

/** Tells whether a value is as a schema says, without making a copy of it. */
type Conforms = (value: unknown) => boolean;

/**
 * Makes the schema of a list whose elements are checked where they lie.
 *
 * Parsing copies every object with all its keys, which for a page of a thousand work packages takes longer than
 * parsing the JSON. Where a schema only checks and changes nothing, looking is enough; what does not conform is parsed
 * all the same, for the words in which zod says why.
 */
export function listOf<T>(element: z.ZodType<T>): z.ZodType<T[]> {
  const conforms = conformanceOf(element);
  const parsed = z.array(element);
  if (conforms === undefined) return parsed;
  const isElement = (value: unknown): value is T => conforms(value);
  return z.unknown().transform((value, context) => {
    if (Array.isArray(value) && value.every(isElement)) return value;
    const result = parsed.safeParse(value);
    if (result.success) return result.data;
    for (const { path, message } of result.error.issues) context.addIssue({ code: "custom", path, message });
    return z.NEVER;
  });
}

/** Compiles a schema to a check; `undefined` for one that changes what it parses, or that is not known here. */
function conformanceOf(schema: z.core.$ZodType): Conforms | undefined {
  // The cast zod's documentation gives for walking schemas: the base class alone cannot be told apart.
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if ("checks" in def && def.checks !== undefined && def.checks.length > 0) return undefined;
  switch (def.type) {
    case "unknown":
      return () => true;
    case "string":
    case "number":
    case "boolean":
      return "coerce" in def && def.coerce ? undefined : (value) => typeof value === def.type;
    case "literal":
      return (value) => def.values.some((literal) => literal === value);
    case "optional":
      return given(def.innerType, (inner) => (value) => value === undefined || inner(value));
    case "nullable":
      return given(def.innerType, (inner) => (value) => value === null || inner(value));
    case "array":
      return given(def.element, (inner) => (value) => Array.isArray(value) && value.every(inner));
    case "union": {
      const options = def.options.map(conformanceOf).filter((option) => option !== undefined);
      if (options.length < def.options.length) return undefined;
      return (value) => options.some((option) => option(value));
    }
    case "object":
      return objectConformance(def);
    default:
      return undefined;
  }
}

function given(schema: z.core.$ZodType, make: (inner: Conforms) => Conforms): Conforms | undefined {
  const inner = conformanceOf(schema);
  return inner && make(inner);
}

/** Only of loose objects: the others take away, or refuse, what they do not know. */
function objectConformance({ shape, catchall }: z.core.$ZodObjectDef): Conforms | undefined {
  if (catchall?._zod.def.type !== "unknown") return undefined;
  const properties: [string, Conforms][] = [];
  for (const [name, schema] of Object.entries(shape)) {
    const conforms = conformanceOf(schema);
    if (conforms === undefined) return undefined;
    properties.push([name, conforms]);
  }
  return (value) => isRecord(value) && properties.every(([name, conforms]) => conforms(value[name]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
