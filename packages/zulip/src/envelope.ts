import {
  type Answer,
  checkShape,
  openObject,
  parseJson,
  type ReadContext,
  type Reader,
  type ResponseHeaders,
  type VendorError,
} from "@platformq/resilience";
import { z } from "zod";
import { errorType } from "./errors.js";

const Failure = openObject({
  result: z.literal("error"),
  msg: z.string().optional(),
  /** Missing from the answer to a wrong method. */
  code: z.string().optional(),
  /** Seconds, with a fraction. */
  "retry-after": z.number().nullish(),
});

const Warning = openObject({ ignored_parameters_unsupported: z.array(z.string()) });

/** Ignores the fields of an answer that has none worth reading. */
export const Nothing: z.ZodType<void> = z.unknown().transform(() => undefined);

/** Reads one field of an answer, which is all there is to it. */
export function field<S extends z.ZodType>(name: string, schema: S): z.ZodType<z.output<S>> {
  return openObject({ [name]: schema }).transform((answer) => answer[name] as z.output<S>);
}

/** Hears what answers tell beside their fields. */
export interface AnswerListener {
  /** The headers of every answer that is a success. */
  answered(headers: ResponseHeaders): void;
  /** Parameters the server did not know. */
  ignored(operation: string, names: readonly string[]): void;
}

/** Puts an error body in terms of the error tree; `undefined` for what is none of Zulip's, such as a proxy's page. */
export function zulipError(
  json: unknown,
  status: number,
  operation: string | undefined,
): VendorError | undefined {
  if (!isFailure(json)) return undefined;
  const parsed = Failure.safeParse(json);
  if (!parsed.success) return undefined;
  const { msg, code, "retry-after": seconds } = parsed.data;
  return {
    message: msg,
    vendorCode: code,
    type: code === undefined ? undefined : errorType(operation, code, status),
    retryAfterMs: typeof seconds === "number" ? seconds * 1000 : undefined,
  };
}

/** Reads an answer, whose fields stand beside `result` and `msg`. */
export function asZulip<T>(schema: z.ZodType<T>, listener: AnswerListener): Reader<T> {
  return {
    accept: "application/json",
    read: (answer, context) => {
      listener.answered(answer.headers);
      const json = parseJson(answer, context);
      refuseFailure(json, answer, context);
      if (has(json, "ignored_parameters_unsupported")) {
        const { data } = Warning.safeParse(json);
        const operation = context.errorContext().operation ?? context.label;
        listener.ignored(operation, data?.ignored_parameters_unsupported ?? []);
      }
      return checkShape(schema, json, answer, context);
    },
  };
}

/** An error that comes with a status of success is an error all the same. */
function refuseFailure(json: unknown, answer: Answer, context: ReadContext): void {
  // An error status comes here only to say that it is so already, after an attempt that may have done it.
  if (answer.status >= 400 || !isFailure(json)) return;
  const errorContext = context.errorContext();
  const failure = zulipError(json, 400, errorContext.operation);
  if (failure === undefined) return;
  const [type, code] = failure.type ?? errorType(errorContext.operation, "BAD_REQUEST", 400);
  throw new type(`${context.label} → ${failure.message ?? code}`, code, {
    ...errorContext,
    outcome: "rejected",
    status: answer.status,
    vendorCode: failure.vendorCode,
    body: json,
  });
}

/** Nearly all answers are none, and a schema that fails is slow to. */
function isFailure(json: unknown): boolean {
  return has(json, "result") && json.result === "error";
}

function has<K extends string>(json: unknown, name: K): json is { readonly [name in K]: unknown } {
  return typeof json === "object" && json !== null && name in json;
}
