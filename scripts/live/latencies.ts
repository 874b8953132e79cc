import { channels } from "@platformq/resilience";

/** Measures how long requests take once they are sent: without the waiting that our own rate limit imposes. */
export class Latencies {
  /** Of each request, in milliseconds, in the order they ended. */
  readonly all: number[] = [];
  /** How often a request was repeated. */
  repeated = 0;

  constructor() {
    const sent = new WeakMap<object, number>();
    channels.attempt.subscribe(({ call }) => sent.set(call, performance.now()));
    channels.retry.subscribe(() => this.repeated++);
    channels.callEnd.subscribe(({ call }) => {
      const at = sent.get(call);
      if (at !== undefined) this.all.push(performance.now() - at);
    });
  }

  /** Finds the time that `share` (0 to 1) of the requests did not exceed. */
  percentile(share: number): number {
    const sorted = this.all.toSorted((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  }
}
