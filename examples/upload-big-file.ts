// Uploads a file of any size to Nextcloud, shows how far it has come, and goes on where it was after an interruption.
//
//   node --import tsx examples/upload-big-file.ts film.mp4 Videos/film.mp4
//
// Interrupt it with Ctrl+C, or pull the plug, and start it again: only the chunks that are missing are sent.
import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { createPlatform, loadConfig } from "@platformq/config";
import { AbortError } from "@platformq/resilience";

const [localPath, path = basename(localPath ?? "")] = process.argv.slice(2);
if (localPath === undefined) {
  console.error("Usage: upload-big-file.ts FILE [PATH IN NEXTCLOUD]");
  process.exit(2);
}

await using platform = createPlatform(loadConfig({ services: ["nextcloud"] }));
const { files } = platform.nextcloud;
if (dirname(path) !== ".") await files.createFolder(dirname(path), { recursive: true });

// The same file to the same place has the same name, so that a later run finds its chunks; a changed file has another.
const { size, mtimeMs } = await stat(localPath);
const identity = JSON.stringify([resolve(localPath), path, size, mtimeMs]);
const uploadId = createHash("sha256").update(identity).digest("hex").slice(0, 32);

// A chunk is what an interruption loses at most.
const upload = files.startUpload(path, { localPath }, { uploadId, chunkBytes: 10 * 1024 * 1024 });
process.once("SIGINT", () => upload.abort());

try {
  for await (const { uploadedBytes } of upload) {
    process.stderr.write(`\r${megabytes(uploadedBytes)} of ${megabytes(size)} MB`);
  }
  const { etag } = await upload.result;
  console.log(`\n${path} is complete, its etag is ${etag}`);
} catch (error) {
  if (!(error instanceof AbortError)) throw error;
  console.log("\nInterrupted. Start it again to go on.");
  process.exitCode = 130;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
