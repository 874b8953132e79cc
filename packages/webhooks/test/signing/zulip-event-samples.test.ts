import { describe, expect, it, vi } from "vitest";
import { decodeEvent } from "../../../zulip/src/schemas/event.js";
import type { WebhookEvent } from "../../src/events/event.js";
import { zulipEventSamples } from "../../src/signing/zulip-event-samples.js";
import { forwardZulipEvents } from "../../src/sources/zulip-events.js";
import { Webhooks } from "../../src/webhooks.js";
import { secrets } from "../support/secrets.js";

describe("the samples of Zulip's event queue", () => {
  // The client's own word, which no server says.
  const { gap, ...ofServers } = zulipEventSamples;

  it.each(Object.entries(ofServers))("have the shape the client knows: %s", (_name, sample) => {
    expect(decodeEvent({ id: 0, ...sample })).toEqual(sample);
  });

  it("come as the events they are named after", async () => {
    await using webhooks = new Webhooks(secrets);
    const seen: WebhookEvent[] = [];
    webhooks.onAny(async (event) => void seen.push(event));
    async function* all() {
      yield* Object.values(zulipEventSamples);
    }
    await forwardZulipEvents(webhooks, all());
    const names = Object.keys(zulipEventSamples);
    await vi.waitFor(() => expect(seen).toHaveLength(names.length));
    expect(seen.map(({ type }) => type)).toEqual(names);
  });
});
