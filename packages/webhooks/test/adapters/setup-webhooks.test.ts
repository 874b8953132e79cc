import { createServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { ConfigurationError } from "@platformq/resilience";
import express from "express";
import { describe, expect, it } from "vitest";
import { type AllPlatformSecrets, setupWebhooks } from "../../src/adapters/setup-webhooks.js";
import { secrets } from "../support/secrets.js";

describe("setupWebhooks", () => {
  it("wants every platform's secret, or the word that it does not send", async () => {
    const { nextcloud, openproject } = secrets;
    // What a caller without types can write.
    const config = { nextcloud, openproject } as unknown as AllPlatformSecrets;
    expect(() => setupWebhooks(express(), { config })).toThrow(ConfigurationError);
    expect(() => setupWebhooks(createServer(), { config: { ...secrets, zulip: { secrets: "" } } })).toThrow(
      /zulip/,
    );
    await using webhooks = setupWebhooks(express(), { config: { ...secrets, zulip: false } });
    expect(webhooks.platforms).toEqual(["nextcloud", "openproject"]);
  });

  it("knows a server of node:https", async () => {
    const server = createHttpsServer();
    await using webhooks = setupWebhooks(server, { config: secrets });
    expect(webhooks.platforms).toHaveLength(3);
    expect(server.listenerCount("request")).toBe(1);
  });
});
