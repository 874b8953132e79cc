import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { bullQueue } from "../src/bullmq.js";
import { behavesLikeAJobQueue } from "./behaviour.js";
import { survivesCrashes } from "./crash.js";

const connection = process.env.REDIS_URL ?? "";

describe("bullQueue", () => {
  behavesLikeAJobQueue((options) => {
    const prefix = randomUUID();
    const open = () => bullQueue({ ...options, connection, prefix, leaseMs: 1000 });
    return {
      queue: open(),
      pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      reopen: open,
    };
  });
});

describe("a bullQueue whose process is killed", () => {
  survivesCrashes(() => ({ connection, prefix: randomUUID() }));
});

describe("a bullQueue without its Redis", () => {
  it("fails to enqueue instead of hanging", async () => {
    const queue = bullQueue({ connection: "redis://127.0.0.1:1" });
    const errors: unknown[] = [];
    queue.events.on("error", ({ error }) => errors.push(error));
    await expect(queue.enqueue("job", 1)).rejects.toThrow();
    expect(errors).not.toEqual([]);
    queue.process("job", () => {});
    await queue.close();
  });
});
