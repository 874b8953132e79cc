import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { mountExpress } from "../../src/adapters/express.js";
import { fetchHandler } from "../../src/adapters/fetch.js";
import { mountHono } from "../../src/adapters/hono.js";
import { samplePayloads } from "../../src/signing/sample-payloads.js";
import { Webhooks } from "../../src/webhooks.js";
import { signAs } from "../support/receive.js";
import { secrets } from "../support/secrets.js";

const signed = signAs.openproject(samplePayloads.openproject["project:created"]);

async function postTo(listener: RequestListener): Promise<{ status: number; body: unknown }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/webhooks/openproject`, {
    method: "POST",
    ...signed,
  });
  const answer = { status: response.status, body: await response.json() };
  await new Promise((resolve) => server.close(resolve));
  return answer;
}

describe("a body that was parsed before the webhooks", () => {
  it("is refused in Express, with words on how to mend it", async () => {
    await using webhooks = new Webhooks(secrets);
    const messages: string[] = [];
    webhooks.onRejected(({ error }) => messages.push(error.message));
    const app = express();
    app.use(express.json());
    mountExpress(app, webhooks);
    const { status, body } = await postTo(app);
    expect(status).toBe(500);
    expect(body).toMatchObject({
      error: "body_already_parsed",
      message: expect.stringContaining("express.json()"),
    });
    expect(messages).toEqual([expect.stringContaining("before app.use(express.json())")]);
  });

  it("is taken from express.raw(), or from where a parser's verify kept it", async () => {
    await using webhooks = new Webhooks(secrets);
    const raw = express();
    raw.use(express.raw({ type: "*/*" }));
    mountExpress(raw, webhooks);
    expect((await postTo(raw)).status).toBe(202);

    await using others = new Webhooks(secrets);
    const kept = express();
    kept.use(
      express.json({
        verify(request, _response, bytes) {
          Object.assign(request, { rawBody: bytes });
        },
      }),
    );
    mountExpress(kept, others);
    expect((await postTo(kept)).status).toBe(202);
  });

  it("is refused in Hono and in fetch handlers", async () => {
    await using webhooks = new Webhooks(secrets);
    const app = new Hono();
    app.use(async (context, next) => {
      await context.req.json();
      await next();
    });
    mountHono(app, webhooks);
    const request = () => new Request("http://x/webhooks/openproject", { method: "POST", ...signed });
    expect((await app.fetch(request())).status).toBe(500);

    const read = request();
    await read.text();
    const response = await fetchHandler(webhooks)(read);
    expect(await response.json()).toMatchObject({ error: "body_already_parsed" });

    const taken = request();
    taken.body?.getReader();
    expect((await fetchHandler(webhooks)(taken)).status).toBe(500);
  });
});
