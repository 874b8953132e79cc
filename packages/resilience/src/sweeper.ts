import type { Clock, Timer } from "./clock.js";

/** Something that ends at a time unless cancelled before; a node of its row's list, so that watching
 * allocates nothing. */
export abstract class Expiry {
  at = 0;
  previous: Expiry | undefined;
  next: Expiry | undefined;
  row: Row | undefined;

  /** Runs once, when the time has come. */
  abstract expired(): void;
}

/** All expiries of one duration. They end in the order they began, so a list is a sorted queue. */
class Row {
  first: Expiry | undefined;
  last: Expiry | undefined;

  constructor(readonly durationMs: number) {}

  append(expiry: Expiry): void {
    expiry.row = this;
    expiry.previous = this.last;
    expiry.next = undefined;
    if (this.last) this.last.next = expiry;
    else this.first = expiry;
    this.last = expiry;
  }

  remove(expiry: Expiry): void {
    if (expiry.previous) expiry.previous.next = expiry.next;
    else this.first = expiry.next;
    if (expiry.next) expiry.next.previous = expiry.previous;
    else this.last = expiry.previous;
    expiry.row = expiry.previous = expiry.next = undefined;
  }
}

/**
 * Ends calls whose time is over, with one timer for all of them.
 *
 * Starting and cancelling is a list operation; the timer is only touched when an earlier end appears. It keeps the
 * process alive only while something is watched.
 */
export class Sweeper {
  readonly #rows = new Map<number, Row>();
  #timer: Timer | undefined;
  #firesAt = Number.POSITIVE_INFINITY;
  #watched = 0;

  constructor(private readonly clock: Clock) {}

  /** Calls `expiry.expired` after `durationMs` unless {@link cancel} comes first. */
  watch(expiry: Expiry, durationMs: number): void {
    let row = this.#rows.get(durationMs);
    if (row === undefined) {
      row = new Row(durationMs);
      this.#rows.set(durationMs, row);
    }
    expiry.at = this.clock.now() + durationMs;
    row.append(expiry);
    if (this.#watched++ === 0) this.#timer?.ref();
    if (expiry.at < this.#firesAt) this.#arm(expiry.at);
  }

  /** Forgets an expiry; harmless when it is over already. */
  cancel(expiry: Expiry): void {
    if (expiry.row === undefined) return;
    expiry.row.remove(expiry);
    if (--this.#watched === 0) this.#timer?.unref();
  }

  #arm(at: number): void {
    this.#timer?.clear();
    this.#firesAt = at;
    this.#timer = this.clock.setTimeout(() => this.#sweep(), Math.max(0, Math.ceil(at - this.clock.now())));
  }

  #sweep(): void {
    this.#timer = undefined;
    this.#firesAt = Number.POSITIVE_INFINITY;
    const now = this.clock.now();
    let earliest = Number.POSITIVE_INFINITY;
    for (const [durationMs, row] of this.#rows) {
      while (row.first !== undefined && row.first.at <= now) {
        const due = row.first;
        this.cancel(due);
        due.expired();
      }
      if (row.first === undefined) this.#rows.delete(durationMs);
      else earliest = Math.min(earliest, row.first.at);
    }
    // What expired may have armed the timer for something of its own.
    if (earliest < this.#firesAt) this.#arm(earliest);
  }
}

const sweepers = new WeakMap<Clock, Sweeper>();

/** The one sweeper of a clock. */
export function sweeperOf(clock: Clock): Sweeper {
  let sweeper = sweepers.get(clock);
  if (sweeper === undefined) {
    sweeper = new Sweeper(clock);
    sweepers.set(clock, sweeper);
  }
  return sweeper;
}
