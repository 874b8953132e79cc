import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { ManualClock } from "@platformq/testing";
import { describe, expect, it, vi } from "vitest";
import { toEvent } from "../../src/events/event.js";
import { bullPublisher } from "../../src/publishers/bullmq.js";
import { cloudEventsPublisher } from "../../src/publishers/cloud-events.js";
import { EmitterPublisher } from "../../src/publishers/emitter.js";
import { redisStreamPublisher } from "../../src/publishers/redis-stream.js";
import { samplePayloads } from "../../src/signing/sample-payloads.js";
import { Webhooks } from "../../src/webhooks.js";
import { receive, signAs } from "../support/receive.js";
import { secrets } from "../support/secrets.js";

const event = toEvent({
  id: "openproject:project:created:3",
  platform: "openproject",
  via: "webhook",
  verification: "hmac-sha1",
  receivedAt: Date.UTC(2026, 10, 22, 12),
  raw: samplePayloads.openproject["project:created"],
});

describe("a publisher", () => {
  it("gets every event beside the handlers, and again when it failed", async () => {
    const publish = vi.fn().mockRejectedValueOnce(new Error("away")).mockResolvedValue(undefined);
    const options = { ...secrets, publisher: { publish }, handling: { backoff: { delayMs: 1 } } };
    await using webhooks = new Webhooks(options);
    const handler = vi.fn();
    webhooks.on("openproject", "*", handler);
    await receive(webhooks, "openproject", signAs.openproject(samplePayloads.openproject["project:created"]));
    await vi.waitFor(() => expect(publish).toHaveBeenCalledTimes(2));
    expect(publish.mock.calls[1]?.[0]).toEqual(publish.mock.calls[0]?.[0]);
    expect(handler).toHaveBeenCalledTimes(1);
  });

  it("within the process calls who listens to the name, or to all", async () => {
    const publisher = new EmitterPublisher();
    const named = vi.fn();
    const all = vi.fn();
    const end = publisher.on("openproject:project:created", ({ data }) => named(data.project.identifier));
    publisher.on("zulip:message", () => expect.unreachable());
    publisher.on("*", all);
    await publisher.publish(event);
    end();
    await publisher.publish(event);
    expect(named.mock.calls).toEqual([["apollo"]]);
    expect(all).toHaveBeenCalledTimes(2);
  });

  it("within the process waits for who listens, and fails when one of them does", async () => {
    const publisher = new EmitterPublisher();
    const other = vi.fn();
    publisher.on("*", async () => Promise.reject(new Error("not now")));
    publisher.on("openproject:project:created", other);
    await expect(publisher.publish(event)).rejects.toThrow("not now");
    expect(other).toHaveBeenCalledTimes(1);
  });

  it("to a Redis stream writes fields and keeps the stream short", async () => {
    const xadd = vi.fn(async () => "1-0");
    await redisStreamPublisher({ redis: { xadd }, maxLength: 9 }).publish(event);
    const fields = ["id", event.id, "name", event.name, "event", JSON.stringify(event)];
    expect(xadd).toHaveBeenCalledWith("platformq:events", "MAXLEN", "~", 9, "*", ...fields);
  });

  it("to BullMQ adds a job with an id that BullMQ takes", async () => {
    const add = vi.fn(async () => {});
    await bullPublisher({ add }).publish(event);
    expect(add).toHaveBeenCalledWith(event.name, event, { jobId: "openproject-project-created-3" });
  });
});

describe("CloudEvents over HTTP", () => {
  async function withServer(
    status: number,
    run: (url: string) => Promise<void>,
    headers: Readonly<Record<string, string>> = { "retry-after": "7" },
  ) {
    const received: { headers: IncomingHttpHeaders; body: unknown }[] = [];
    const server = createServer((request, response) => {
      let text = "";
      request.setEncoding("utf8");
      request.on("data", (chunk) => {
        text += chunk;
      });
      request.on("end", () => {
        received.push({ headers: request.headers, body: JSON.parse(text || "null") });
        response.writeHead(status, headers).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}/events`);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    return received;
  }

  it("are structured JSON of version 1.0", async () => {
    const received = await withServer(202, (url) =>
      cloudEventsPublisher({ url, source: "/acme", headers: { authorization: "Bearer x" } }).publish(event),
    );
    expect(received).toMatchObject([
      {
        headers: { "content-type": "application/cloudevents+json; charset=utf-8", authorization: "Bearer x" },
        body: {
          specversion: "1.0",
          id: "openproject:project:created:3",
          source: "/acme/openproject",
          type: "io.platformq.openproject.project.created",
          subject: "project:created",
          time: "2026-11-22T11:00:00.000Z",
          datacontenttype: "application/json",
          data: { name: "openproject:project:created" },
        },
      },
    ]);
  });

  it("that are sent elsewhere are not delivered, and not sent there", async () => {
    const elsewhere = await withServer(200, async (target) => {
      await withServer(
        302,
        (url) => expect(cloudEventsPublisher({ url }).publish(event)).rejects.toThrow("302"),
        {
          location: target,
        },
      );
    });
    expect(elsewhere).toEqual([]);
  });

  it.each([
    ["1.5", 1_500],
    ["Sun, 22 Nov 2026 00:00:42 GMT", 42_000],
    ["Sat, 21 Nov 2026 00:00:00 GMT", 0],
    ["soon", undefined],
    ["", undefined],
    ["-1", undefined],
  ])("are to be sent again after a Retry-After of %j", async (value, retryAfterMs) => {
    const answer = async () => new Response(null, { status: 503, headers: { "retry-after": value } });
    const publisher = cloudEventsPublisher({
      url: "http://x",
      fetch: answer,
      clock: new ManualClock("2026-11-22"),
    });
    await expect(publisher.publish(event)).rejects.toMatchObject({ name: "RateLimitError", retryAfterMs });
  });

  it("that are not taken are an error, with the time to wait where there is one", async () => {
    await withServer(429, async (url) => {
      const refused = expect.objectContaining({ name: "RateLimitError", retryAfterMs: 7_000 });
      await expect(cloudEventsPublisher({ url }).publish(event)).rejects.toThrow(refused);
    });
    await withServer(500, async (url) => {
      await expect(cloudEventsPublisher({ url }).publish(event)).rejects.toThrow("500");
    });
  });
});
