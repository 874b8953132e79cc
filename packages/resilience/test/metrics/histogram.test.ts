import { describe, expect, it } from "vitest";
import { Histogram } from "../../src/metrics/histogram.js";

function histogramOf(durations: Iterable<number>): Histogram {
  const histogram = new Histogram();
  for (const ms of durations) histogram.record(ms);
  return histogram;
}

describe("Histogram", () => {
  it("tells every duration from 10 µs to an hour to within 2 %", () => {
    let worst = 0;
    for (let ms = 0.01; ms <= 3_600_000; ms *= 1.003) {
      const told = histogramOf([ms]).percentileMs(0.5);
      worst = Math.max(worst, Math.abs(told - ms) / ms);
    }
    expect(worst).toBeLessThan(0.02);
  });

  it("finds the percentiles of a skewed load as sorting would", () => {
    const durations = Array.from({ length: 10_000 }, (_, i) => Math.exp((i % 997) / 90));
    const sorted = [...durations].sort((a, b) => a - b);
    const histogram = histogramOf(durations);
    for (const share of [0.01, 0.5, 0.9, 0.95, 0.99, 1]) {
      const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
      expect(Math.abs(histogram.percentileMs(share) - exact) / exact).toBeLessThan(0.02);
    }
  });

  it("counts exactly up to a power of two, itself included", () => {
    const histogram = histogramOf([0.5, 1, 1.000001, 3.9, 4, 4.1, 8]);
    expect([1, 4, 8].map((ms) => histogram.countUpTo(ms))).toEqual([2, 5, 7]);
  });

  it("keeps what is outside the scale at its ends", () => {
    const histogram = histogramOf([-5, 0, 0.000001, Number.NaN, 1e12]);
    expect(histogram.count).toBe(5);
    expect(histogram.percentileMs(0.5)).toBeCloseTo(0.01, 3);
    expect(histogram.percentileMs(1) / 3_600_000).toBeCloseTo(1, 1);
    expect(histogram.sumMs).toBeCloseTo(1e12);
  });

  it("answers 0 before anything was recorded", () => {
    const histogram = new Histogram();
    expect([histogram.averageMs, histogram.percentileMs(0.99), histogram.countUpTo(1e6)]).toEqual([0, 0, 0]);
  });

  it("merges into what recording everything in one would have given", () => {
    const left = Array.from({ length: 500 }, (_, i) => i * 0.7);
    const right = Array.from({ length: 300 }, (_, i) => i * 31);
    const merged = histogramOf(left);
    merged.merge(histogramOf(right));
    const together = histogramOf([...left, ...right]);
    for (const share of [0.1, 0.5, 0.95]) {
      expect(merged.percentileMs(share)).toBe(together.percentileMs(share));
    }
    expect(merged.averageMs).toBeCloseTo(together.averageMs);
    expect(merged.count).toBe(800);
  });
});
