import { request } from "node:http";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { WebhookEvent } from "../../src/events/event.js";
import { samplePayloads } from "../../src/signing/sample-payloads.js";
import { type SignedRequest, signNextcloud } from "../../src/signing/sign.js";
import { type App, apps } from "../support/apps.js";
import { eventually } from "../support/eventually.js";
import { signAs } from "../support/receive.js";

const { nextcloud, zulip, openproject } = samplePayloads;

interface Sent {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Unlike fetch it adds no content type of its own. */
function send(
  app: App,
  path: string,
  { headers, body }: { headers: object; body: string | Buffer },
  method = "POST",
) {
  return new Promise<Sent>((resolve, reject) => {
    const sent = request(
      { port: app.port, path, method, headers: { ...headers, "content-length": Buffer.byteLength(body) } },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

describe.each(Object.entries(apps))("%s", (name, start) => {
  let app: App;
  let seen: WebhookEvent[];

  const begin = async (...args: Parameters<typeof start>): Promise<void> => {
    app = await start(...args);
    seen = [];
    app.webhooks.onAny((event) => {
      seen.push(event);
    });
  };

  beforeEach(() => begin({ limits: { maxBodyBytes: 10_000 } }));
  afterEach(() => app[Symbol.asyncDispose]());

  it("receives events of all three platforms", async () => {
    app.webhooks.on("zulip", "message", ({ data }) => `You said: ${data.data}`);
    const file = await send(app, "/webhooks/nextcloud", signAs.nextcloud(nextcloud.file_created));
    const message = await send(app, "/webhooks/zulip?from=zulip", signAs.zulip(zulip.message));
    const comment = await send(
      app,
      "/webhooks/openproject",
      signAs.openproject(openproject["work_package_comment:comment"]),
    );
    expect([file.status, message.status, comment.status]).toEqual([202, 200, 202]);
    expect(JSON.parse(message.text)).toEqual({ content: "You said: @**Helper** what is next?" });
    expect(message.headers["content-type"]).toMatch(/^application\/json/);
    await eventually(() => seen.length === 3);
    expect(seen.map((event) => event.name).sort()).toEqual([
      "nextcloud:file_created",
      "openproject:work_package_comment:comment",
      "zulip:message",
    ]);
  });

  it("verifies the bytes as they were sent, also in other letters than ASCII", async () => {
    const body = '{"action":"project:created" , "project":{"id":3,"name":"Jürgen \\u003c😀>"}}';
    const signed = (await import("../../src/signing/sign.js")).signOpenProject(body, "s3cret");
    expect((await send(app, "/webhooks/openproject", signed)).status).toBe(202);
    await eventually(() => seen.length === 1);
    expect(seen[0]?.data).toMatchObject({ project: { name: "Jürgen <😀>" } });
  });

  it("refuses a wrong signature with constant words", async () => {
    const signed = signAs.openproject(openproject["project:created"]);
    const forged = await send(app, "/webhooks/openproject", { ...signed, body: `${signed.body} ` });
    const unsigned = await send(app, "/webhooks/openproject", { headers: {}, body: "{}" });
    const talk = signNextcloud(nextcloud.talk_message, { secret: "wrong", as: "talk" });
    const bot = await send(app, "/webhooks/nextcloud", talk);
    for (const answer of [forged, unsigned, bot]) {
      expect(answer).toMatchObject({ status: 401, text: '{"error":"unauthorized"}' });
    }
    expect(seen).toEqual([]);
  });

  it.each(["GET", "PUT", "DELETE", "PATCH"])("answers 405 to %s", async (method) => {
    const body = method === "GET" ? "" : "{}";
    const answer = await send(app, "/webhooks/openproject", { headers: {}, body }, method);
    expect(answer).toMatchObject({ status: 405, headers: { allow: "POST" } });
  });

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/json; charset=utf-16",
    "application/jsonp",
  ])("answers 415 to %s", async (type) => {
    const { headers, body } = signAs.openproject(openproject["project:created"]);
    const answer = await send(app, "/webhooks/openproject", {
      headers: { ...headers, "content-type": type },
      body,
    });
    expect(answer.status).toBe(415);
  });

  it.each(["application/json", "application/json; charset=UTF-8", "application/activity+json; charset=utf8"])(
    "takes %s",
    async (type) => {
      const { headers, body } = signAs.openproject(openproject["project:created"]);
      const answer = await send(app, "/webhooks/openproject", {
        headers: { ...headers, "content-type": type },
        body,
      });
      expect(answer.status).toBe(202);
    },
  );

  it("answers 413 to a body that says it is too large, and 400 to one that is no JSON", async () => {
    const large: SignedRequest = signAs.openproject({ action: "x", text: "x".repeat(10_000) });
    expect((await send(app, "/webhooks/openproject", large)).status).toBe(413);
    const { signOpenProject } = await import("../../src/signing/sign.js");
    expect((await send(app, "/webhooks/openproject", signOpenProject("{", "s3cret"))).status).toBe(400);
    expect((await send(app, "/webhooks/openproject", signOpenProject("", "s3cret"))).status).toBe(400);
  });

  it("reads compressed bodies, within the same limit", async () => {
    const { headers, body } = signAs.openproject(openproject["project:created"]);
    const gzip = { ...headers, "content-encoding": "gzip" };
    expect((await send(app, "/webhooks/openproject", { headers: gzip, body: gzipSync(body) })).status).toBe(
      202,
    );
    const bomb = gzipSync(Buffer.alloc(5_000_000));
    expect(bomb.length).toBeLessThan(10_000);
    expect((await send(app, "/webhooks/openproject", { headers: gzip, body: bomb })).status).toBe(413);
    expect((await send(app, "/webhooks/openproject", { headers: gzip, body: "no gzip" })).status).toBe(400);
    const strange = { ...headers, "content-encoding": "zz" };
    expect((await send(app, "/webhooks/openproject", { headers: strange, body })).status).toBe(415);
  });

  it("leaves all other addresses alone", async () => {
    expect(await send(app, "/hello", { headers: {}, body: "" }, "GET")).toMatchObject({
      status: 200,
      text: "hello",
    });
    if (name !== "node:http") {
      expect((await send(app, "/webhooks/other", { headers: {}, body: "{}" })).status).toBe(404);
    }
  });

  it("knows the sender's address", async () => {
    await app[Symbol.asyncDispose]();
    const allow = (addresses: string[]) => ({
      openproject: { secrets: "s3cret", sources: { allow: addresses, trustedProxies: ["127.0.0.1"] } },
      config: {
        nextcloud: false,
        zulip: false,
        openproject: { secrets: "s3cret", sources: { allow: addresses, trustedProxies: ["127.0.0.1"] } },
      } as const,
    });
    await begin(allow(["192.0.2.1"]));
    const { headers, body } = signAs.openproject(openproject["project:created"]);
    const from = (address: string) =>
      send(app, "/webhooks/openproject", { headers: { ...headers, "x-forwarded-for": address }, body });
    expect((await from("192.0.2.1")).status).toBe(202);
    expect(await from("192.0.2.2")).toMatchObject({ status: 403, text: '{"error":"forbidden_source"}' });
  });
});
