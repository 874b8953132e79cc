import type { z } from "zod";
import { ResponseError } from "../errors/local-errors.js";
import type { ErrorContext } from "../errors/platform-error.js";
import { type Answer, isStreamed, mediaType, type StreamedAnswer } from "./answer.js";

/** What a reader may say about the call in an error. */
export interface ReadContext {
  /** `METHOD url`, as errors begin. */
  readonly label: string;
  errorContext(cause?: unknown): ErrorContext;
  /** Takes the client's and the request's secrets out of a server's words, for a message that repeats them. */
  scrub(text: string): string;
}

/** Turns an answer into a value. It may throw; nothing is repeated for it. */
export interface Reader<T> {
  /** The `Accept` header. */
  readonly accept?: string;
  read(answer: Answer, context: ReadContext): T;
}

/** A reader as a call uses it: one that streams takes the answer before its body has come. */
export interface CallReader<T> {
  readonly accept?: string;
  readonly streams?: boolean;
  read(answer: Answer | StreamedAnswer, context: ReadContext): T;
}

/** Hands a body over as it arrives. */
export const asStream: CallReader<StreamedAnswer> = {
  streams: true,
  read(answer, context) {
    if (isStreamed(answer)) return answer;
    throw unreadable(answer, context, "there is no body to stream");
  },
};

const EXCERPT_CHARACTERS = 200;

/** Makes the error for an answer that is not what was documented. */
export function unreadable(
  answer: Answer,
  context: ReadContext,
  why: string,
  cause?: unknown,
): ResponseError {
  const excerpt = answer.body.toString("utf8", 0, EXCERPT_CHARACTERS);
  return new ResponseError(`${context.label} → ${answer.status}: ${why}`, "UNREADABLE_RESPONSE", {
    ...context.errorContext(cause),
    // The server has done its part by now.
    outcome: "unknown",
    excerpt,
  });
}

/** Parses a JSON body. @throws ResponseError naming the content type when it is none. */
export function parseJson(answer: Answer, context: ReadContext): unknown {
  try {
    return JSON.parse(answer.body.toString("utf8"));
  } catch {
    if (answer.body.length === 0)
      throw unreadable(answer, context, "the body is empty where JSON was expected");
    const type = mediaType(answer) || "no content type";
    throw unreadable(
      answer,
      context,
      `the body is no JSON (${type}); is baseUrl right, and no proxy in between?`,
    );
  }
}

/** Checks a value against a schema. @throws ResponseError naming the fields that differ. */
export function checkShape<T>(schema: z.ZodType<T>, value: unknown, answer: Answer, context: ReadContext): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`);
  throw unreadable(answer, context, `the answer is not as documented (${issues.join("; ")})`, result.error);
}

/** Reads JSON of a known shape. */
export function asJson<T>(schema: z.ZodType<T>): Reader<T> {
  return {
    accept: "application/json",
    read: (answer, context) => checkShape(schema, parseJson(answer, context), answer, context),
  };
}

/** Reads UTF-8 text. */
export const asText: Reader<string> = { read: (answer) => answer.body.toString("utf8") };

/** Reads the bytes. */
export const asBytes: Reader<Buffer> = { read: (answer) => answer.body };

/** Ignores the body. */
export const asNothing: Reader<void> = { read: () => undefined };

/** Reads the whole answer: status, headers and bytes. */
export const asAnswer: Reader<Answer> = { read: (answer) => answer };
