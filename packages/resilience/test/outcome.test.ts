import { describe, expect, it } from "vitest";
import { type AttemptOutcome, classify, type Verdict } from "../src/outcome.js";

type Row = [
  outcome: AttemptOutcome,
  breaker: string,
  safe: unknown,
  put: unknown,
  post: unknown,
  limiter: string,
];

const answer = (status: number, more: object = {}): AttemptOutcome => ({ kind: "response", status, ...more });

// The table of the design: breaker, retry of GET, of PUT, of POST, limiter.
const table: Row[] = [
  [answer(200), "success", false, false, false, "keep"],
  [answer(304), "success", false, false, false, "keep"],
  [answer(400), "success", false, false, false, "keep"],
  [answer(404), "success", false, false, false, "keep"],
  [answer(423), "success", false, false, false, "keep"],
  [answer(401), "success", "refresh", "refresh", "refresh", "keep"],
  [answer(408), "success", true, true, false, "keep"],
  [answer(425), "success", true, true, true, "keep"],
  [answer(429, { retryAfterMs: 2000 }), "success", true, true, true, "pause-account"],
  [answer(429), "success", false, false, false, "keep"],
  [answer(500), "failure", true, true, false, "keep"],
  [answer(502), "failure", true, true, false, "keep"],
  [answer(504), "failure", true, true, false, "keep"],
  [answer(503), "failure", true, true, false, "keep"],
  [answer(503, { retryAfterMs: 2000 }), "failure", true, true, true, "pause-all"],
  [answer(503, { maintenance: true }), "failure", true, true, true, "keep"],
  [answer(501), "success", false, false, false, "keep"],
  [answer(507), "success", false, false, false, "keep"],
  [answer(522), "failure", true, true, false, "keep"],
  [{ kind: "answered" }, "success", false, false, false, "keep"],
  [{ kind: "refused" }, "success", true, true, true, "keep"],
  [{ kind: "connect" }, "failure", true, true, true, "give-back"],
  [{ kind: "tls" }, "failure", false, false, false, "keep"],
  [{ kind: "stale" }, "neutral", true, true, false, "keep"],
  [{ kind: "broken", sent: true }, "failure", true, true, false, "keep"],
  [{ kind: "broken", sent: false }, "failure", true, true, true, "give-back"],
  [{ kind: "cut" }, "failure", true, true, false, "keep"],
  [{ kind: "ended", sent: true }, "neutral", false, false, false, "keep"],
  [{ kind: "ended", sent: false }, "neutral", false, false, false, "give-back"],
];

describe("classify", () => {
  it.each(table)(
    "%j: breaker %s, GET %s, PUT %s, POST %s, limiter %s",
    (outcome, breaker, safe, put, post, limiter) => {
      const of = (method: string): Verdict => classify(outcome, { method });
      for (const method of ["GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT", "SEARCH"]) {
        expect(of(method).retry, method).toBe(safe);
      }
      for (const method of ["PUT", "DELETE"]) expect(of(method).retry, method).toBe(put);
      for (const method of ["POST", "PATCH", "MKCOL", "MOVE", "COPY"])
        expect(of(method).retry, method).toBe(post);
      expect(of("GET")).toMatchObject({ breaker, limiter });
    },
  );

  it.each(table)("%j: a POST declared idempotent is treated like PUT", (outcome) => {
    expect(classify(outcome, { method: "POST", idempotent: true })).toEqual(
      classify(outcome, { method: "PUT" }),
    );
  });

  it.each<[AttemptOutcome, string]>([
    [{ kind: "connect" }, "not-sent"],
    [{ kind: "tls" }, "not-sent"],
    [{ kind: "broken", sent: false }, "not-sent"],
    [answer(404), "rejected"],
    [answer(429), "rejected"],
    [answer(503, { retryAfterMs: 1 }), "rejected"],
    [{ kind: "refused" }, "rejected"],
    [answer(503), "unknown"],
    [answer(500), "unknown"],
    [answer(502), "unknown"],
    [answer(408), "unknown"],
    [{ kind: "stale" }, "unknown"],
    [{ kind: "broken", sent: true }, "unknown"],
    [{ kind: "cut" }, "unknown"],
    [{ kind: "ended", sent: true }, "unknown"],
  ])("%j leaves a POST %s", (outcome, effect) => {
    expect(classify(outcome, { method: "POST" }).outcome).toBe(effect);
  });
});
