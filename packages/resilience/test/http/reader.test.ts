import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import type { BodyStream } from "../../src/http/body-stream.js";
import { asStream } from "../../src/http/reader.js";
import {
  type Answer,
  asAnswer,
  asBytes,
  asJson,
  asNothing,
  asText,
  type HttpClient,
  path,
  type ReadContext,
  ResponseError,
} from "../../src/index.js";

const context: ReadContext = {
  label: "GET label",
  errorContext: (cause) => ({ service: "test", cause }),
  scrub: (text) => text,
};
const answer = (body: string, type = "application/json"): Answer => ({
  status: 200,
  statusText: "OK",
  headers: { "content-type": type },
  body: Buffer.from(body),
});
const thrown = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

describe("readers", () => {
  it("give text, bytes, nothing, or the whole answer", () => {
    const one = answer("Übersicht");
    expect(asText.read(one, context)).toBe("Übersicht");
    expect(asBytes.read(one, context)).toBe(one.body);
    expect(asNothing.read(one, context)).toBeUndefined();
    expect(asAnswer.read(one, context)).toBe(one);
  });

  it("give what the schema makes of JSON", () => {
    const reader = asJson(z.object({ at: z.string().transform((text) => new Date(text)) }));
    expect(reader.read(answer('{"at":"2026-01-01"}'), context)).toEqual({ at: new Date("2026-01-01") });
    expect(reader.accept).toBe("application/json");
  });

  it("name three fields that differ, and not more", () => {
    const reader = asJson(z.object({ a: z.string(), b: z.string(), c: z.string(), d: z.string() }));
    const error = thrown(() => reader.read(answer("{}"), context));
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({ message: expect.stringMatching(/a: .*; b: .*; c: [^;]*$/), excerpt: "{}" });
  });

  it("say what came instead of JSON, and that the server has done its part", () => {
    const error = thrown(() =>
      asJson(z.unknown()).read(answer("<html>", "text/html; charset=utf-8"), context),
    );
    expect(error).toMatchObject({
      code: "UNREADABLE_RESPONSE",
      message: expect.stringContaining("no JSON (text/html)"),
      outcome: "unknown",
      service: "test",
    });
  });

  it("that stream refuse an answer without a body to stream", () => {
    expect(() => asStream.read(answer("{}"), context)).toThrow("there is no body to stream");
  });
});

describe("types", () => {
  it("follow the reader", () => {
    const request = { method: "GET", path: path`invoices/${7}` };
    const typed = async (client: HttpClient): Promise<void> => {
      const user = await client.request(
        request,
        asJson(z.object({ id: z.number(), name: z.string().optional() })),
      );
      expectTypeOf(user).toEqualTypeOf<{ id: number; name?: string | undefined }>();
      expectTypeOf(await client.request(request, asNothing)).toEqualTypeOf<void>();
      expectTypeOf((await client.stream(request)).body).toEqualTypeOf<BodyStream>();
    };
    expectTypeOf(typed).returns.resolves.toEqualTypeOf<void>();
  });

  it("let only text, numbers, segments and secrets into a path", () => {
    // @ts-expect-error an object would become "[object Object]"
    expect(() => path`users/${{ id: 7 }}`).toThrow("'object' is neither text nor a number");
    // @ts-expect-error a missing value would become "undefined"
    expect(() => path`users/${undefined}`).toThrow("is empty");
  });
});
