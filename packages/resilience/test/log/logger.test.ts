import type { Logger as PinoLogger } from "pino";
import { describe, expect, expectTypeOf, it } from "vitest";
import { asText, createLogger, type Logger, path, silentLogger } from "../../src/index.js";
import { testClient } from "../support/client.js";
import { startServer } from "../support/server.js";

const capture = (level?: "trace" | "warn") => {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger({
    level,
    name: "zulip",
    destination: { write: (line) => void lines.push(JSON.parse(line)) },
  });
  return { logger, lines };
};

describe("createLogger", () => {
  it("writes JSON lines from its level on", () => {
    const { logger, lines } = capture("warn");
    logger.info({ a: 1 }, "too quiet");
    logger.warn({ a: 2 }, "heard");
    expect(lines).toEqual([expect.objectContaining({ name: "zulip", level: 40, a: 2, msg: "heard" })]);
    expect(logger.isLevelEnabled("debug")).toBe(false);
  });

  it("logs from info on when nothing is said", () => {
    expect(capture().logger.isLevelEnabled("info")).toBe(true);
    expect(capture().logger.isLevelEnabled("debug")).toBe(false);
  });

  it.each(["authorization", "cookie", "set-cookie", "password", "token", "apiKey", "client_secret"])(
    "censors %s down to three levels",
    (field) => {
      const { logger, lines } = capture("trace");
      logger.info({ [field]: "planted", a: { [field]: "planted", b: { [field]: "planted" } } }, "x");
      expect(JSON.stringify(lines)).not.toContain("planted");
      expect(JSON.stringify(lines).match(/\[redacted\]/g)).toHaveLength(3);
    },
  );
});

describe("a client's logger", () => {
  it("may be pino's own", () => {
    expectTypeOf<PinoLogger>().toExtend<Logger>();
  });

  it("is silent unless one is given", () => {
    expect(silentLogger.isLevelEnabled("fatal")).toBe(false);
    expect(testClient("https://cloud.example.com").logger).toBe(silentLogger);
    expect(testClient("https://cloud.example.com", { logLevel: "warn" }).logger.isLevelEnabled("warn")).toBe(
      true,
    );
  });

  it("hears when a circuit opens and closes", async () => {
    await using server = await startServer((_, response) => response.writeHead(500).end());
    const { logger, lines } = capture("warn");
    const client = testClient(server.url, { logger, retry: false, circuitBreaker: { threshold: 1 } });
    await client.request({ method: "GET", path: path`x` }, asText).catch(() => undefined);
    expect(lines).toEqual([expect.objectContaining({ level: 40, from: "closed", to: "open" })]);
  });
});
