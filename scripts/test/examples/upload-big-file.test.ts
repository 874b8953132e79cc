import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NextcloudClient } from "@platformq/nextcloud";
import { environmentOf, startMockServers } from "@platformq/testing";
import { describe, expect, it, vi } from "vitest";
import { runScript, startScript } from "../run-script.js";

const CHUNK_BYTES = 10 * 1024 * 1024;

describe("examples/upload-big-file.ts", () => {
  it("goes on where it was interrupted", async () => {
    await using servers = await startMockServers();
    const { faults, fake } = servers.nextcloud;
    const folder = await mkdtemp(join(tmpdir(), "platformq-example-"));
    const file = join(folder, "film.mp4");
    const content = Buffer.alloc(5 * CHUNK_BYTES, "film ");
    await writeFile(file, content);
    const args = [file, "Videos/2026/film.mp4"];
    const env = environmentOf(servers);

    // Five chunks go up side by side: two arrive, the others hang.
    const isChunk = /^PUT .*\/uploads\//;
    faults.next({ delayMs: 0, times: 2, match: isChunk });
    faults.next({ delayMs: 60_000, times: 3, match: isChunk });
    await using script = startScript("examples/upload-big-file.ts", args, { env });
    const chunksSent = () => fake.requests.filter(({ method, path }) => isChunk.test(`${method} ${path}`));
    await script.said(/21\.0 of 52\.4 MB/);
    // One that the fake has not read to its end yet would be counted as the second run's.
    await vi.waitFor(() => expect(chunksSent()).toHaveLength(5), { timeout: 30_000 });
    const first = await script.interrupt();
    expect(first.stderr).toContain("Interrupted; the same command goes on where this one stopped.");
    expect(first.code).toBe(130);

    const second = await runScript("examples/upload-big-file.ts", args, { env });
    expect(second.stderr).toContain("52.4 of 52.4 MB");
    expect(second.stdout).toContain("Videos/2026/film.mp4 is complete");
    expect(second.code).toBe(0);
    expect(chunksSent()).toHaveLength(5 + 3);
    const { url: baseUrl, username, password } = servers.nextcloud;
    await using nextcloud = new NextcloudClient({ baseUrl, username, password });
    const stored = await nextcloud.files.download("Videos/2026/film.mp4");
    expect(stored.equals(content)).toBe(true);
    await rm(folder, { recursive: true });
  });
});
