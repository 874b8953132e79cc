import { ResilienceState } from "@platformq/resilience";
import { ZulipClient } from "@platformq/zulip";

const WARM_UP = 10_000;

/**
 * Reads events from one stream.
 *
 * @returns by how many bytes the heap has grown, after the first 10,000 events
 */
export async function measureStreaming(baseUrl: string, count: number): Promise<number> {
  const collect = globalThis.gc;
  if (collect === undefined) throw new Error("run with --expose-gc");
  const heap = (): number => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  await using client = new ZulipClient({
    baseUrl,
    email: "bench@example.com",
    apiKey: "0".repeat(32),
    state: new ResilienceState(),
    rateLimit: false,
  });
  let seen = 0;
  let early = 0;
  for await (const event of client.events.stream({ event_types: ["user_status"] })) {
    if (event.type === "user_status") seen++;
    if (seen === WARM_UP) early = heap();
    if (seen === WARM_UP + count) break;
  }
  return heap() - early;
}
