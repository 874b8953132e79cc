import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentOf, type MockServers, startMockServers } from "@platformq/testing";
import {
  type SignedRequest,
  samplePayloads,
  signNextcloud,
  signOpenProject,
  signZulip,
} from "@platformq/webhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RunningScript, startScript } from "../run-script.js";

const secrets = {
  OPENPROJECT_WEBHOOK_SECRET: "op-secret",
  ZULIP_WEBHOOK_TOKEN: "zulip-token",
  NEXTCLOUD_WEBHOOK_SECRET: "nc-secret",
};
const created = signOpenProject(samplePayloads.openproject["work_package:created"], "op-secret");
const mentioned = signZulip(samplePayloads.zulip.message, "zulip-token");
const newFile = signNextcloud(samplePayloads.nextcloud.file_created, { secret: "nc-secret" });
const forged = signOpenProject(samplePayloads.openproject["project:created"], "guessed");

let cwd: string;
let script: RunningScript | undefined;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "platformq-example-"));
});
afterEach(async () => {
  await script?.[Symbol.asyncDispose]();
  await rm(cwd, { recursive: true });
});

/** Starts a server on a free port, and gives what posts to it. */
async function start(file: string, args: readonly string[], env: Record<string, string>, listening: RegExp) {
  script = startScript(file, args, { env: { ...secrets, PORT: "0", ...env }, cwd });
  const origin = `http://127.0.0.1:${await script.said(listening)}`;
  const post = (platform: string, { headers, body }: SignedRequest) =>
    // As bytes: for a text, fetch would declare a type, where Nextcloud declares none.
    fetch(`${origin}/webhooks/${platform}`, { method: "POST", headers, body: Buffer.from(body) });
  return { origin, post, script };
}

describe("examples/webhook-server-express.ts", () => {
  let servers: MockServers;
  beforeEach(async () => {
    servers = await startMockServers();
    servers.zulip.fake.state.addStream({ name: "moon", date_created: 0 });
  });
  afterEach(() => servers.close());

  it("announces, answers and prints what was signed, refuses the rest, and ends when asked to", async () => {
    const { origin, post, script } = await start(
      "examples/webhook-server-express.ts",
      ["moon"],
      environmentOf(servers),
      /Listening on port (\d+)/,
    );
    expect((await post("openproject", created)).status).toBe(202);
    expect((await post("nextcloud", newFile)).status).toBe(202);
    expect(await (await post("zulip", mentioned)).json()).toEqual({ content: "I heard you, Bob." });
    expect((await post("openproject", forged)).status).toBe(401);
    await script.said(/openproject refused: /);
    await script.said(/New file: \/bob\/files\/plan\.md/);
    const posted = () => [...servers.zulip.fake.state.messages.values()].map(({ content }) => content);
    await expect.poll(posted).toEqual(["Bob created #42 `Write the plan`"]);
    expect((await post("openproject", created)).status).toBe(200);
    expect(await (await fetch(`${origin}/metrics`)).text()).toContain("platformq_webhook_received_total");
    expect(posted()).toHaveLength(1);
    expect((await script.interrupt()).code).toBe(0);
  });
});

describe("examples/webhook-server-fastify.ts", () => {
  it("logs and shows what was signed, refuses the rest, and ends when asked to", async () => {
    const { origin, post, script } = await start(
      "examples/webhook-server-fastify.ts",
      [],
      {},
      /listening at http:\/\/\S+:(\d+)/,
    );
    expect((await post("openproject", created)).status).toBe(202);
    expect((await post("nextcloud", newFile)).status).toBe(202);
    expect((await post("openproject", forged)).status).toBe(401);
    const shown = async () => {
      const events: { name: string }[] = JSON.parse(await (await fetch(`${origin}/events`)).text());
      return events.map(({ name }) => name).sort();
    };
    await expect.poll(shown).toEqual(["nextcloud:file_created", "openproject:work_package:created"]);
    const { code, stdout } = await script.interrupt();
    expect(stdout).toContain('"msg":"openproject:work_package:created"');
    expect(stdout).toContain('"msg":"refused"');
    expect(code).toBe(0);
  });
});
