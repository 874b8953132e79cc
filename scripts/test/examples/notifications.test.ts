import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentOf, startMockServers } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { runScript } from "../run-script.js";

describe("examples/notifications.ts", () => {
  it("sends a digest to the one, holds back what is not critical from the other", async () => {
    await using servers = await startMockServers();
    const cwd = await mkdtemp(join(tmpdir(), "platformq-example-"));
    const env = environmentOf(servers);
    const people = ["anna@example.com", "ben@example.com"];
    const { code, stdout, stderr } = await runScript("examples/notifications.ts", people, { env, cwd });
    await rm(cwd, { recursive: true });
    expect(stderr).toBe("");
    const events = stdout
      .replaceAll(/\d{4}-\d\d-\d\dT.*/g, "midnight")
      .trimEnd()
      .split("\n");
    expect(events.sort()).toEqual([
      ...Array(3).fill("collected  for anna@example.com"),
      ...Array(2).fill("delivered  to anna@example.com by zulip"),
      "delivered  to ben@example.com by zulip",
      ...Array(3).fill("held       for ben@example.com until midnight"),
    ]);

    const { users, messages } = servers.zulip.fake.state;
    const received = (email: string): string[] => {
      const isFor = (id: number) => users.get(id)?.delivery_email === email;
      return [...messages.values()].flatMap(({ recipients, content }) =>
        recipients.some(isFor) ? content : [],
      );
    };
    const outage = "**Mission control** is down";
    const digest = "**Apollo**: 3 updates";
    expect(received("ben@example.com")).toEqual([outage]);
    expect(received("anna@example.com")).toHaveLength(2);
    expect(received("anna@example.com")).toEqual(
      expect.arrayContaining([outage, expect.stringContaining(digest)]),
    );
    expect(code).toBe(0);
  });

  it("ends with 1 when somebody could not be told, and says why", async () => {
    const args = ["anna@example.com", "nobody@example.com", "--fakes"];
    const { code, stdout } = await runScript("examples/notifications.ts", args);
    expect(stdout).toMatch(/failed {5}.* know nobody@example.com \(given up\)/);
    expect(code).toBe(1);
  });
});
