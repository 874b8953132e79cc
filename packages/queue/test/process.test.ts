import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const source = new URL("../src/", import.meta.url).href;

/** Runs code in a process of its own; resolves to its exit code. */
async function runScript(code: string): Promise<unknown> {
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", code], {
    stdio: "inherit",
    cwd: fileURLToPath(new URL("..", import.meta.url)),
  });
  const [exitCode] = await once(child, "exit");
  return exitCode;
}

it("lets a process end whose memory queue is idle, after the jobs it has", async () => {
  const code = await runScript(`
    import { memoryQueue } from "${source}index.ts";
    const queue = memoryQueue();
    process.exitCode = 1;
    queue.process("job", (job) => { if (job.data === "later") process.exitCode = 0; });
    await queue.enqueue("job", "now");
    await queue.enqueue("job", "later", { delayMs: 50 });
  `);
  expect(code).toBe(0);
});

it("lets a process end whose durable queue is closed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "platformq-process-"));
  const code = await runScript(`
    import { lmdbQueue } from "${source}lmdb.ts";
    const queue = lmdbQueue({ path: ${JSON.stringify(join(folder, "queue"))} });
    queue.process("job", () => { void queue.close(); });
    await queue.enqueue("job", 1, { delayMs: 50 });
  `);
  expect(code).toBe(0);
  rmSync(folder, { recursive: true });
});
