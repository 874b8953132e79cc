import { silentLogger } from "@platformq/resilience";
import { describe, expect, it, vi } from "vitest";
import { Listeners } from "../../src/receiver/listeners.js";
import { Webhooks } from "../../src/webhooks.js";
import { secrets } from "../support/secrets.js";

describe("listeners", () => {
  it("that throw or reject are told by the log, and keep nobody from being told", async () => {
    const error = vi.fn();
    const listeners = new Listeners<number>({ ...silentLogger, error });
    const heard = vi.fn();
    const failing = new Error("no");
    listeners.add(() => {
      throw failing;
    });
    listeners.add(async () => Promise.reject(failing));
    // biome-ignore lint/suspicious/noThenProperty: a promise of another kind, as some libraries have
    listeners.add(() => ({ then: (_: unknown, reject: (error: Error) => void) => reject(failing) }));
    listeners.add(heard);
    listeners.tell(7);
    expect(heard).toHaveBeenCalledWith(7);
    await vi.waitFor(() => expect(error).toHaveBeenCalledTimes(3));
    for (const [details] of error.mock.calls) expect(details).toEqual({ err: failing });
  });

  it("for refused requests end nothing when they reject, whoever forged the request", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    await using webhooks = new Webhooks(secrets);
    webhooks.onRejected(async () => Promise.reject(new Error("the pager is away")));
    const forged = { headers: { "content-type": "application/json" }, body: new TextEncoder().encode("{}") };
    const answer = await webhooks.receive({ platform: "openproject", method: "POST", ...forged });
    expect(answer.status).toBe(401);
    await new Promise(setImmediate);
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});
