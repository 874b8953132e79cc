import { execFile } from "node:child_process";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { median } from "../../../scripts/bench/median.js";

const ROUNDS = 5;
const program = fileURLToPath(new URL("./upload-alone.mjs", import.meta.url));

/** Uploads a file of zeros from a process of its own. @returns its peak RSS in bytes */
export async function measureUploading(baseUrl: string, sizeBytes: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "zulip-bench-"));
  try {
    const path = join(folder, "large.bin");
    const file = await open(path, "w");
    await file.truncate(sizeBytes);
    await file.close();
    const peaks: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const { stdout } = await promisify(execFile)(process.execPath, [program, baseUrl, path]);
      peaks.push(Number(stdout));
    }
    return median(peaks);
  } finally {
    await rm(folder, { recursive: true });
  }
}
