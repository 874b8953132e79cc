import {
  type Answer,
  checkShape,
  parseJson,
  type ReadContext,
  type Reader,
  type VendorError,
} from "@platformq/resilience";
import { z } from "zod";
import { errorType } from "./errors.js";

const Failure = z.looseObject({
  result: z.literal("error"),
  msg: z.string().optional(),
  /** Missing from the answer to a wrong method. */
  code: z.string().optional(),
  /** Seconds, with a fraction. */
  "retry-after": z.number().nullish(),
});

const Warning = z.looseObject({ ignored_parameters_unsupported: z.array(z.string()) });

/** Ignores the fields of an answer that has none worth reading. */
export const Nothing: z.ZodType<void> = z.unknown().transform(() => undefined);

/** Hears of parameters the server did not know. */
export type IgnoredParametersListener = (operation: string, names: readonly string[]) => void;

/** Puts an error body in terms of the error tree; `undefined` for what is none of Zulip's, such as a proxy's page. */
export function zulipError(
  json: unknown,
  status: number,
  operation: string | undefined,
): VendorError | undefined {
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
export function asZulip<T>(schema: z.ZodType<T>, onIgnored: IgnoredParametersListener): Reader<T> {
  return {
    accept: "application/json",
    read: (answer, context) => {
      const json = parseJson(answer, context);
      refuseFailure(json, answer, context);
      const warning = Warning.safeParse(json);
      if (warning.success) {
        onIgnored(
          context.errorContext().operation ?? context.label,
          warning.data.ignored_parameters_unsupported,
        );
      }
      return checkShape(schema, json, answer, context);
    },
  };
}

/** An error that comes with a status of success is an error all the same. */
function refuseFailure(json: unknown, answer: Answer, context: ReadContext): void {
  const { label } = context;
  const errorContext = context.errorContext();
  // An error status here means that an earlier attempt has done the work already.
  const failure = answer.status < 400 ? zulipError(json, 400, errorContext.operation) : undefined;
  if (failure === undefined) return;
  const [type, code] = failure.type ?? errorType(errorContext.operation, "BAD_REQUEST", 400);
  throw new type(`${label} → ${failure.message ?? code}`, code, {
    ...errorContext,
    outcome: "rejected",
    status: answer.status,
    vendorCode: failure.vendorCode,
    body: json,
  });
}
