import {
  type Answer,
  header,
  type ReadContext,
  type Reader,
  ResponseError,
  ServerError,
} from "@platformq/resilience";
import type { z } from "zod";

/** Reads JSON of a known shape. Vault's answers are secrets, so no error quotes one. */
export function readJson<T>(schema: z.ZodType<T>): Reader<T> {
  return {
    accept: "application/json",
    read(answer, context) {
      if (answer.status >= 300) throw redirected(answer, context);
      const result = schema.safeParse(parse(answer.body));
      if (result.success) return result.data;
      const why = result.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
      throw new ResponseError(
        `${context.label} → ${answer.status}: the answer is not Vault's (${why.join("; ")})`,
        "UNREADABLE_RESPONSE",
        { ...context.errorContext(), outcome: "unknown" },
      );
    },
  };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** A standby that does not forward sends the client to the active node. The token goes to no address but the configured. */
function redirected(answer: Answer, context: ReadContext): ServerError {
  const location = header(answer, "location") ?? "";
  const where = URL.canParse(location) ? new URL(location).origin : "another address";
  return new ServerError(
    `${context.label} → ${answer.status}: redirected to ${where}; a standby does so that does not forward: set the address of the active node, or of a load balancer that knows it`,
    "STANDBY",
    { ...context.errorContext(), outcome: "rejected", status: answer.status },
  );
}
