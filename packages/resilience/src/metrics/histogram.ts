const LOWEST_MS = 0.01;
const HIGHEST_MS = 3_600_000;
/** Exponent and five bits of mantissa remain: 32 linear steps to each power of two. */
const DROPPED_BITS = 15;

const scratch = new DataView(new ArrayBuffer(8));

/**
 * Numbers the steps of a log-linear scale by reading them off the value's own floating-point form.
 *
 * A step holds its upper edge and not its lower one, as Prometheus' `le` does.
 */
function stepOf(ms: number): number {
  scratch.setFloat64(0, ms);
  const onEdge = scratch.getUint32(4) === 0 ? 1 : 0;
  return (scratch.getUint32(0) - onEdge) >>> DROPPED_BITS;
}

function lowerEdgeMs(step: number): number {
  scratch.setUint32(0, step << DROPPED_BITS);
  scratch.setUint32(4, 0);
  return scratch.getFloat64(0);
}

const FIRST_STEP = stepOf(LOWEST_MS);
const STEPS = stepOf(HIGHEST_MS) - FIRST_STEP + 1;

/**
 * Counts durations in fixed memory (7 kB): from 10 µs to an hour, each told to within 1.6 %.
 *
 * What is shorter or longer counts as the shortest or longest. Recording allocates nothing.
 */
export class Histogram {
  count = 0;
  sumMs = 0;
  // Doubles count exactly to 2^53; 32 bits would wrap in a server's lifetime.
  readonly #counts = new Float64Array(STEPS);

  record(durationMs: number): void {
    // Also catches NaN, which would spoil the sum for good.
    const ms = durationMs > LOWEST_MS ? Math.min(durationMs, HIGHEST_MS) : LOWEST_MS;
    const index = stepOf(ms) - FIRST_STEP;
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.count++;
    if (durationMs > 0) this.sumMs += durationMs;
  }

  /** Adds what another histogram has counted. */
  merge(other: Histogram): void {
    other.#counts.forEach((count, index) => {
      if (count > 0) this.#counts[index] = (this.#counts[index] ?? 0) + count;
    });
    this.count += other.count;
    this.sumMs += other.sumMs;
  }

  get averageMs(): number {
    return this.count === 0 ? 0 : this.sumMs / this.count;
  }

  /** Finds the duration that `share` (0 to 1) of all recorded ones do not exceed; 0 when there are none. */
  percentileMs(share: number): number {
    if (this.count === 0) return 0;
    const rank = Math.max(1, Math.ceil(share * this.count));
    let seen = 0;
    const index = this.#counts.findIndex((count) => {
      seen += count;
      return seen >= rank;
    });
    return (lowerEdgeMs(FIRST_STEP + index) + lowerEdgeMs(FIRST_STEP + index + 1)) / 2;
  }

  /** Counts the durations of at most `ms`; exact when `ms` is a power of two. */
  countUpTo(ms: number): number {
    const end = stepOf(ms) - FIRST_STEP;
    let sum = 0;
    for (let index = 0; index <= end; index++) sum += this.#counts[index] ?? 0;
    return sum;
  }
}
