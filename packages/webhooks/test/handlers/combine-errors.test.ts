import { memoryQueue } from "@platformq/queue";
import { CircuitOpenError, RateLimitError } from "@platformq/resilience";
import { describe, expect, it, vi } from "vitest";
import { combineErrors } from "../../src/handlers/run-handlers.js";
import { samplePayloads } from "../../src/signing/sample-payloads.js";
import { Webhooks } from "../../src/webhooks.js";
import { receive, signAs } from "../support/receive.js";
import { secrets } from "../support/secrets.js";

const limited = new RateLimitError("slow down", "RATE_LIMIT", 1);
const open = new CircuitOpenError("away", 2);
const broken = new Error("broken");

describe("the errors of several handlers", () => {
  it("are one error that holds them, and a single one is itself", () => {
    expect(combineErrors([limited, broken])).toMatchObject({ errors: [limited, broken] });
    expect(combineErrors([limited])).toBe(limited);
  });

  it("cost no attempt where all ask to wait", async () => {
    await using queue = memoryQueue();
    const webhooks = new Webhooks({ ...secrets, queue, handling: { attempts: 1 } });
    const handlers = [limited, open].map((error) => vi.fn().mockRejectedValueOnce(error));
    for (const handler of handlers) webhooks.on("openproject", "project:created", handler);
    const signed = signAs.openproject(samplePayloads.openproject["project:created"]);
    await receive(webhooks, "openproject", signed);
    await vi.waitFor(() => {
      for (const handler of handlers) expect(handler).toHaveBeenCalledTimes(2);
    });
    expect(await queue.counts()).toMatchObject({ dead: 0 });
  });
});
