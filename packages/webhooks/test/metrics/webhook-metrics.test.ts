import { MetricsCollector } from "@platformq/resilience";
import { describe, expect, it, vi } from "vitest";
import { samplePayloads } from "../../src/signing/sample-payloads.js";
import { signOpenProject } from "../../src/signing/sign.js";
import { Webhooks } from "../../src/webhooks.js";
import { receive, signAs } from "../support/receive.js";
import { secrets } from "../support/secrets.js";

const payload = samplePayloads.openproject["project:created"];

describe("the metrics", () => {
  it("count what happens to requests and events, in the clients' collector and text", async () => {
    const metrics = new MetricsCollector();
    metrics.record("zulip", "POST messages", 12, false);
    await using webhooks = new Webhooks({ ...secrets, metrics, handling: { backoff: { delayMs: 1 } } });
    let calls = 0;
    webhooks.on("openproject", "project:created", () => {
      if (calls++ === 0) throw new Error("once");
    });
    const signed = signAs.openproject(payload);
    await receive(webhooks, "openproject", signed);
    await receive(webhooks, "openproject", signed);
    await receive(webhooks, "openproject", signOpenProject(payload, "wrong"));
    await receive(webhooks, "openproject", {
      ...signed,
      headers: { ...signed.headers, "content-type": "x/y" },
    });
    await vi.waitFor(() => expect(calls).toBe(2));

    const text = webhooks.metrics.toPrometheus();
    const labels = '{platform="openproject",type="project:created"}';
    await vi.waitFor(() => expect(webhooks.metrics.toPrometheus()).toContain(`handled_total${labels} 1`));
    for (const line of [
      'platformq_requests_total{service="zulip",operation="POST messages"} 1',
      'platformq_webhook_received_total{platform="openproject"} 4',
      'platformq_webhook_rejected_total{platform="openproject",reason="unauthorized"} 1',
      'platformq_webhook_rejected_total{platform="openproject",reason="unsupported_media_type"} 1',
      `platformq_webhook_verified_total${labels} 2`,
      `platformq_webhook_duplicates_total${labels} 1`,
      `platformq_webhook_failed_total${labels} 1`,
      `platformq_webhook_lag_seconds_count${labels} 1`,
    ]) {
      expect(text.split("\n")).toContain(line);
    }
    expect(metrics.getStats().services.webhooks?.operations["openproject:project:created"]).toMatchObject({
      totalRequests: 2,
      failedRequests: 1,
    });
  });

  it("measure the lag from the event to its handling", async () => {
    await using webhooks = new Webhooks(secrets);
    webhooks.on("nextcloud", "*", () => {});
    const time = Math.floor(Date.now() / 1000) - 120;
    const sent = { ...samplePayloads.nextcloud.file_created, time };
    await receive(webhooks, "nextcloud", signAs.nextcloud(sent));
    const lag = () => webhooks.metrics.getStats().get("nextcloud")?.events.get("file_created")?.lag;
    await vi.waitFor(() => expect(lag()?.count).toBe(1));
    expect(lag()?.sumMs).toBeGreaterThanOrEqual(120_000);
    expect(lag()?.upTo).toEqual([0, 0, 0, 0, 0, 1, 1, 1]);
  });
});
