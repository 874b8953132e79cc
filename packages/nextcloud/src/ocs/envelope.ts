import {
  type Answer,
  checkShape,
  errorClassFor,
  openObject,
  parseJson,
  type ReadContext,
  type Reader,
  type ResponseHeaders,
  unreadable,
  type VendorError,
} from "@platformq/resilience";
import { z } from "zod";
import { errorType } from "../errors.js";

const Meta = openObject({ statuscode: z.number(), message: z.string().nullish() });
const Envelope = openObject({ ocs: openObject({ meta: Meta, data: z.unknown() }) });

type Meta = z.infer<typeof Meta>;

/** Ignores the data of an answer that has none worth reading. */
export const Nothing: z.ZodType<void> = z.unknown().transform(() => undefined);

/** Tells whether a body is an OCS envelope. */
export function isOcs(json: unknown): json is z.infer<typeof Envelope> {
  return Envelope.safeParse(json).success;
}

/** Puts the envelope's `meta` in terms of the error tree. */
export function ocsError(
  meta: Meta,
  answer: { readonly status: number; readonly operation: string | undefined },
): VendorError {
  const code = String(meta.statuscode);
  return {
    message: meta.message?.trim() || undefined,
    // A code that only repeats the HTTP status says nothing.
    vendorCode: meta.statuscode === answer.status ? undefined : code,
    type: errorType(answer.operation, code),
  };
}

/** Reads the `data` of an OCS answer. */
export function asOcs<T>(schema: z.ZodType<T>): Reader<T> {
  return {
    accept: "application/json",
    read: (answer, context) => checkShape(schema, readData(answer, context), answer, context),
  };
}

/** Reads the `data` of an OCS answer, and what stands in its headers. */
export function asOcsWithHeaders<T>(schema: z.ZodType<T>): Reader<{ data: T; headers: ResponseHeaders }> {
  const { accept, read } = asOcs(schema);
  return {
    ...(accept && { accept }),
    read: (answer, context) => ({ data: read(answer, context), headers: answer.headers }),
  };
}

function readData(answer: Answer, context: ReadContext): unknown {
  // "It is so already" comes as an error answer, and 204 and 304 without a body.
  if (answer.status >= 400 || answer.body.length === 0) return undefined;
  const json = parseJson(answer, context);
  if (!isOcs(json)) throw unreadable(answer, context, "the body is no OCS answer; is baseUrl a Nextcloud?");
  const { meta, data } = json.ocs;
  if (meta.statuscode === 100 || (meta.statuscode >= 200 && meta.statuscode < 300)) return data;
  throw failure(meta, answer, context);
}

/** Makes the error for a failure that came with a status of success. */
function failure(meta: Meta, answer: Answer, context: ReadContext): Error {
  const errorContext = context.errorContext();
  const vendor = ocsError(meta, { status: answer.status, operation: errorContext.operation });
  const [type, code] = vendor.type ?? errorClassFor(meta.statuscode);
  const said = vendor.message ? `: ${context.scrub(vendor.message)}` : "";
  return new type(`${context.label} → ${meta.statuscode}${said}`, code, {
    ...errorContext,
    outcome: "rejected",
    status: answer.status,
    vendorCode: vendor.vendorCode,
  });
}
