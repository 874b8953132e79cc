import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { memoryQueue } from "@platformq/queue";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { samplePayloads } from "../src/signing/sample-payloads.js";
import { signNextcloud, signOpenProject, signZulip } from "../src/signing/sign.js";
import { type App, apps } from "./support/apps.js";
import { rawRequest } from "./support/raw-request.js";
import { signAs } from "./support/receive.js";

const { openproject, nextcloud, zulip } = samplePayloads;
const head = (...more: string[]): string[] => ["POST /webhooks/openproject HTTP/1.1", "Host: x", ...more];
const chunk = (bytes: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")]);

describe.each(Object.entries(apps))("an attacker of %s", (_name, start) => {
  let app: App;
  const handler = vi.fn();

  beforeEach(async () => {
    handler.mockClear();
    app = await start({ limits: { maxBodyBytes: 100_000, bodyTimeoutMs: 60 } });
    app.webhooks.onAny(handler);
  });
  afterEach(() => app[Symbol.asyncDispose]());

  const post = (platform: string, { headers, body }: { headers: object; body: string | Buffer }) =>
    fetch(`http://127.0.0.1:${app.port}/webhooks/${platform}`, {
      method: "POST",
      headers: { ...headers },
      body,
    });

  it("who never stops sending is cut off at the limit", async () => {
    await using app = await start({ limits: { maxBodyBytes: 100_000 } });
    let sentBytes = 0;
    let timer: NodeJS.Timeout | undefined;
    const answer = await rawRequest(app.port, head("Transfer-Encoding: chunked"), (send) => {
      const piece = chunk(Buffer.alloc(10_000, "x"));
      timer = setInterval(() => {
        sentBytes += 10_000;
        send(piece);
      }, 1);
    });
    clearInterval(timer);
    expect(answer.status).toBe(413);
    expect(sentBytes).toBeLessThan(1_000_000);
  });

  it("who declares a body and never sends it is cut off in time", async () => {
    const answer = await rawRequest(app.port, head("Content-Length: 1000"), (send) => send("{"));
    expect(answer.status).toBe(408);
  });

  it("who sends a byte now and then does not get more time", async () => {
    let timer: NodeJS.Timeout | undefined;
    const answer = await rawRequest(app.port, head("Content-Length: 1000"), (send) => {
      timer = setInterval(() => send("x"), 10);
    });
    clearInterval(timer);
    expect(answer.status).toBe(408);
  });

  it("who sends what is no UTF-8 or nests deep, though signed, is answered 400", async () => {
    const deep = signOpenProject(`{"a":${"[".repeat(40_000)}${"]".repeat(40_000)}}`, "s3cret");
    expect((await post("openproject", deep)).status).toBe(400);
    expect((await post("zulip", { headers: {}, body: `{"token":${"[".repeat(40_000)}` })).status).toBe(415);
    const json = { "content-type": "application/json" };
    expect((await post("zulip", { headers: json, body: `{"token":${"[".repeat(40_000)}` })).status).toBe(400);
  });

  it("who sends __proto__ changes nothing", async () => {
    const body =
      '{"action":"project:created","project":{"id":3,"__proto__":{"admin":true}},"__proto__":{"admin":true}}';
    expect((await post("openproject", signOpenProject(body, "s3cret"))).status).toBe(202);
    await vi.waitFor(() => expect(handler).toHaveBeenCalledTimes(1));
    const [event] = handler.mock.calls[0] ?? [];
    expect(event.data).toEqual({ action: "project:created", project: { id: 3 } });
    expect(event.data.admin).toBeUndefined();
    expect(event.data.project.admin).toBeUndefined();
    expect(Object.prototype).not.toHaveProperty("admin");
  });

  it("who replays a Talk bot's request is refused like one without the secret", async () => {
    const signed = signNextcloud(nextcloud.talk_message, { secret: "talk-secret", as: "talk" });
    expect((await post("nextcloud", signed)).status).toBe(202);
    const replayed = await post("nextcloud", signed);
    const forged = await post(
      "nextcloud",
      signNextcloud(nextcloud.talk_message, { secret: "x", as: "talk" }),
    );
    expect(replayed.status).toBe(401);
    expect(await replayed.text()).toBe(await forged.text());
    await vi.waitFor(() => expect(handler).toHaveBeenCalledTimes(1));
  });
});

describe("a flood of forged requests", () => {
  it("costs no handler call, no queue entry and no growing memory", async () => {
    setFlagsFromString("--expose-gc");
    const collect: () => void = runInNewContext("gc");
    const queue = memoryQueue();
    const enqueue = vi.spyOn(queue, "enqueue");
    await using app = await (apps["node:http"] ?? expect.unreachable())({ queue });
    const handler = vi.fn();
    app.webhooks.onAny(handler);
    let nonce = 0;
    const forge = () => {
      const signed = [
        ["openproject", signOpenProject(openproject["project:created"], `wrong-${nonce++}`)],
        [
          "nextcloud",
          signNextcloud(nextcloud.talk_message, { secret: "wrong", as: "talk", random: `r${nonce}` }),
        ],
        ["nextcloud", signNextcloud(nextcloud.file_created, { secret: `wrong-${nonce}` })],
        ["zulip", signZulip(zulip.message, `wrong-${nonce}`)],
      ] as const;
      return signed.map(async ([platform, { headers, body }]) => {
        return (await app.webhooks.receive({ platform, method: "POST", headers, body })).status;
      });
    };
    const flood = async (rounds: number): Promise<Set<number>> => {
      const statuses = new Set<number>();
      for (let round = 0; round < rounds; round++) {
        for (const status of await Promise.all(forge())) statuses.add(status);
      }
      return statuses;
    };
    expect(await flood(500)).toEqual(new Set([401]));
    collect();
    const before = process.memoryUsage().heapUsed;
    await flood(4_000);
    collect();
    const grownBytes = process.memoryUsage().heapUsed - before;
    expect(grownBytes).toBeLessThan(2_000_000);
    expect(enqueue).not.toHaveBeenCalled();
    expect(handler).not.toHaveBeenCalled();
    expect(await queue.counts()).toEqual({ waiting: 0, delayed: 0, active: 0, dead: 0 });
    const stats = app.webhooks.metrics.getStats().get("openproject");
    expect(stats?.events.size).toBe(0);
    expect([...(stats?.rejected ?? [])]).toEqual([["unauthorized", 4_500]]);
    await queue.close();
  });
});

describe("a body that is cut short", () => {
  it("is refused, and the receiver goes on", async () => {
    await using app = await (apps["node:http"] ?? expect.unreachable())();
    const reasons: string[] = [];
    app.webhooks.onRejected(({ error }) => reasons.push(error.reason));
    const { connect } = await import("node:net");
    const socket = connect(app.port, "127.0.0.1");
    socket.write(`${head("Content-Length: 1000").join("\r\n")}\r\n\r\n{"action"`);
    await vi.waitFor(() => expect(app.webhooks.metrics.getStats().get("openproject")?.received).toBe(1));
    socket.destroy();
    await vi.waitFor(() => expect(reasons).toEqual(["malformed"]));
    const { headers, body } = signAs.openproject(openproject["project:created"]);
    const response = await fetch(`http://127.0.0.1:${app.port}/webhooks/openproject`, {
      method: "POST",
      headers,
      body,
    });
    expect(response.status).toBe(202);
  });
});
