import { expect, it } from "vitest";
import { isKnownName } from "../../src/events/known-names.js";
import { platforms } from "../../src/platform.js";
import { samplePayloads } from "../../src/signing/sample-payloads.js";
import { zulipEventSamples } from "../../src/signing/zulip-event-samples.js";

it.each(platforms)("every event of %s has a known name", (platform) => {
  const samples = platform === "zulip" ? zulipEventSamples : samplePayloads[platform];
  expect(Object.keys(samples).filter((name) => !isKnownName(platform, name))).toEqual([]);
});
