import { createServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { ConfigurationError } from "@platformq/resilience";
import express from "express";
import { describe, expect, it } from "vitest";
import { setupWebhooks } from "../../src/adapters/setup-webhooks.js";
import { secrets } from "../support/secrets.js";

describe("setupWebhooks", () => {
  it("opens the platforms that have secrets, of which there has to be one", async () => {
    const { nextcloud, openproject } = secrets;
    expect(() => setupWebhooks(express(), { config: {} })).toThrow(ConfigurationError);
    expect(() => setupWebhooks(express(), { config: { zulip: false } })).toThrow(ConfigurationError);
    expect(() => setupWebhooks(createServer(), { config: { ...secrets, zulip: { secrets: "" } } })).toThrow(
      /zulip/,
    );
    await using webhooks = setupWebhooks(express(), { config: { nextcloud, openproject } });
    expect(webhooks.platforms).toEqual(["nextcloud", "openproject"]);
  });

  it("knows a server of node:https", async () => {
    const server = createHttpsServer();
    await using webhooks = setupWebhooks(server, { config: secrets });
    expect(webhooks.platforms).toHaveLength(3);
    expect(server.listenerCount("request")).toBe(1);
  });
});
