import { Histogram } from "./histogram.js";

/** What is counted of one operation, or of many taken together. */
export class OperationMetrics {
  failed = 0;
  retried = 0;
  rateLimited = 0;
  /** Its `count` is the number of requests. */
  readonly latency = new Histogram();

  merge(other: OperationMetrics): void {
    this.failed += other.failed;
    this.retried += other.retried;
    this.rateLimited += other.rateLimited;
    this.latency.merge(other.latency);
  }
}
