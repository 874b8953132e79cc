// Uploads a file of any size to Nextcloud, shows how far it has come, and goes on where it was after an interruption.
//
// Interrupt it with Ctrl+C, or pull the plug, and start it again: only the chunks that are missing are sent.
import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { createPlatform, loadConfig } from "@platformq/config";
import { GOES_ON, runExample, UsageError } from "./support/run-example.js";

const usage = `Uploads a file of any size to Nextcloud, and goes on where it was after an interruption.

  npm run example -- upload-big-file FILE [PATH IN NEXTCLOUD]
  npm run example -- upload-big-file film.mp4 Videos/film.mp4
`;

await runExample({ usage, interrupted: GOES_ON }, async ({ args, signal }) => {
  const [localPath, path = basename(localPath ?? ""), ...more] = args;
  if (localPath === undefined || more.length > 0) throw new UsageError("Which file? It uploads one.");
  const { size, mtimeMs } = await stat(localPath);

  await using platform = createPlatform(loadConfig({ services: ["nextcloud"] }));
  const { files } = platform.nextcloud;
  if (dirname(path) !== ".") await files.createFolder(dirname(path), { recursive: true });

  // The same file to the same place has the same name, so that a later run finds its chunks; a changed file has another.
  const identity = JSON.stringify([resolve(localPath), path, size, mtimeMs]);
  const uploadId = createHash("sha256").update(identity).digest("hex").slice(0, 32);

  // A chunk is what an interruption loses at most.
  const chunks = { uploadId, chunkBytes: 10 * 1024 * 1024 };
  const upload = files.startUpload(path, { localPath }, chunks, { signal });
  for await (const { uploadedBytes } of upload) {
    process.stderr.write(`\r${megabytes(uploadedBytes)} of ${megabytes(size)} MB`);
  }
  process.stderr.write("\n");
  const { etag } = await upload.result;
  console.log(`${path} is complete, its etag is ${etag}`);
  return 0;
});

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
