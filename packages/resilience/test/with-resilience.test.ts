import { describe, expect, expectTypeOf, it } from "vitest";
import { CircuitOpenError, ResilienceState, TimeoutError, withResilience } from "../src/index.js";

const fresh = () => ({ state: new ResilienceState(), random: () => 0 });

class Refused extends Error {
  readonly code = "ECONNREFUSED";
}

describe("the type of withResilience", () => {
  it("binds the arguments signalFrom reads to those of the function", () => {
    const guard = withResilience({
      name: "x",
      signalFrom: (_id: number, signal: AbortSignal) => signal,
      ...fresh(),
    });
    const load = guard(async (id: number, signal: AbortSignal) => `${id} ${signal.aborted}`);
    expectTypeOf(load).parameters.toEqualTypeOf<[number, AbortSignal]>();
    // @ts-expect-error the first argument is a number where the signal is looked for
    guard(async (id: string, signal: AbortSignal) => `${id} ${signal.aborted}`);
  });

  it("takes functions that give a promise only", () => {
    // @ts-expect-error a function that gives no promise cannot wait for its turn
    const wrapped = withResilience({ name: "x", ...fresh() })((id: number) => id);
    expectTypeOf(wrapped).returns.toExtend<Promise<unknown>>();
  });
});

describe("withResilience", () => {
  it("keeps the function's type and repeats its failures", async () => {
    let runs = 0;
    const load = withResilience({ name: "billing", ...fresh() })(async (id: number, full?: boolean) => {
      if (runs++ < 2) throw new Refused("no");
      return { id, full: full === true };
    });
    expectTypeOf(load).parameters.toEqualTypeOf<[number, boolean?]>();
    expectTypeOf(load).returns.resolves.toEqualTypeOf<{ id: number; full: boolean }>();
    await expect(load(7, true)).resolves.toEqual({ id: 7, full: true });
    expect(runs).toBe(3);
  });

  it("decorates methods, which keep their this", async () => {
    const state = new ResilienceState();
    class Billing {
      runs = 0;

      @withResilience({ name: "billing", state, random: () => 0 })
      async load(id: number): Promise<string> {
        if (this.runs++ === 0) throw new Refused("no");
        return `invoice ${id} after ${this.runs}`;
      }
    }
    await expect(new Billing().load(7)).resolves.toBe("invoice 7 after 2");
    expect(state.metrics.getStats().services.billing?.operations).toHaveProperty("load");
  });

  it("throws what the function threw last", async () => {
    const error = new Refused("still no");
    const load = withResilience({ name: "x", ...fresh() })(async () => {
      throw error;
    });
    await expect(load()).rejects.toBe(error);
  });

  it("does not repeat programming errors and answers that refuse", async () => {
    let runs = 0;
    const failing = (error: Error) =>
      withResilience({ name: "x", ...fresh() })(async () => {
        runs++;
        throw error;
      })().catch(() => runs);
    expect(await failing(new TypeError("undefined is not a function"))).toBe(1);
    expect(await failing(Object.assign(new Error("not found"), { status: 404 }))).toBe(2);
  });

  it("does not repeat an unknown outcome when running twice would do harm", async () => {
    let runs = 0;
    const pay = withResilience({ name: "x", idempotent: false, ...fresh() })(async () => {
      runs++;
      throw new Error("socket hang up");
    });
    await expect(pay()).rejects.toThrow("hang up");
    expect(runs).toBe(1);
  });

  it("treats a function that throws before it returns a promise like one whose promise fails", async () => {
    const { state, random } = fresh();
    let runs = 0;
    const broken = (): Promise<string> => {
      runs++;
      throw new Refused("at once");
    };
    const guarded = withResilience({ name: "x", state, random, retry: 1, bulkhead: 1 })(broken);
    for (let i = 0; i < 2; i++) await expect(guarded()).rejects.toThrow("at once");
    expect(runs).toBe(4);
  });

  it("tells the caller of a classification that throws, and repeats nothing", async () => {
    let runs = 0;
    const classifyError = (): never => {
      throw new TypeError("error.response is undefined");
    };
    const load = withResilience({ name: "billing", classifyError, ...fresh() })(async () => {
      runs++;
      throw new Refused("no");
    });
    await expect(load()).rejects.toThrow("error.response is undefined");
    expect(runs).toBe(1);
  });

  it("takes an abort it was not told of for what it is: nothing is repeated, no circuit opens", async () => {
    const { state, random } = fresh();
    let runs = 0;
    const guard = withResilience({ name: "billing", state, random, circuitBreaker: { threshold: 1 } });
    const load = guard(async (signal: AbortSignal) => {
      runs++;
      signal.throwIfAborted();
    });
    await expect(load(AbortSignal.abort())).rejects.toMatchObject({ name: "AbortError" });
    expect(runs).toBe(1);
    await expect(load(new AbortController().signal)).resolves.toBeUndefined();
  });

  it("ignores a run that ends after its caller was told that it took too long", async () => {
    const { state } = fresh();
    let finish = (): void => {};
    const options = {
      name: "late",
      state,
      retry: false as const,
      timeoutMs: 20,
      circuitBreaker: { threshold: 2 },
    };
    const slow = withResilience(options)(
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    );
    await expect(slow()).rejects.toBeInstanceOf(TimeoutError);
    finish();
    await new Promise((resolve) => setImmediate(resolve));
    // The late success did not end the streak.
    await expect(slow()).rejects.toBeInstanceOf(TimeoutError);
    await expect(slow()).rejects.toBeInstanceOf(CircuitOpenError);
  });

  it("opens its circuit after five failures, for all functions of its name", async () => {
    const { state } = fresh();
    const options = { name: "shared", state, retry: false as const };
    const broken = withResilience(options)(async () => {
      throw new Error("down");
    });
    for (let i = 0; i < 5; i++) await expect(broken()).rejects.toThrow("down");
    await expect(withResilience(options)(async () => "well")()).rejects.toBeInstanceOf(CircuitOpenError);
  });

  it("gives up waiting for a run that takes too long", async () => {
    const slow = withResilience({ name: "x", timeoutMs: 20, retry: false, ...fresh() })(
      () => new Promise<never>(() => {}),
    );
    await expect(slow()).rejects.toBeInstanceOf(TimeoutError);
  });

  it("bounds runs in flight and follows a signal among the arguments", async () => {
    let most = 0;
    let inFlight = 0;
    const work = withResilience({
      name: "x",
      bulkhead: 2,
      signalFrom: (_: number, signal?: AbortSignal) => signal,
      ...fresh(),
    })(async (ms: number, _signal?: AbortSignal) => {
      most = Math.max(most, ++inFlight);
      await new Promise((resolve) => setTimeout(resolve, ms));
      inFlight--;
    });
    await Promise.all([work(10), work(10), work(10), work(10)]);
    expect(most).toBe(2);
    await expect(work(60_000, AbortSignal.timeout(20))).rejects.toMatchObject({ code: "ABORTED" });
  });
});
