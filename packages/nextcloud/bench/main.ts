// Holds the client against its bars: beside the `webdav` package and bare undici, in turns within one run.
//
//   node --expose-gc --conditions=@platformq/source --import tsx packages/nextcloud/bench/main.ts
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "tsup";
import { Bars } from "../../../scripts/bench/bars.js";
import { median } from "../../../scripts/bench/median.js";
import type { Workplace } from "./jobs.js";
import type { Measured, Order } from "./run-job.js";

const MB = 1_000_000;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const SIZE_BYTES = Number(process.env.BENCH_BYTES ?? 1024 * 1024 * 1024);
/** The best of them counts: the first is slow for all that is compiled on its way. */
const TRANSFERS = 3;
const JOB_TIMEOUT_MS = 120_000;

const bars = new Bars();

const folder = await mkdtemp(join(tmpdir(), "nextcloud-bench-"));
const localPath = join(folder, "film.mp4");
const file = await open(localPath, "w");
await file.truncate(SIZE_BYTES);
await file.close();

// Built, because what compiles TypeScript on the fly would be in the figures; in here, so that `webdav` is found.
const outDir = fileURLToPath(new URL("dist", import.meta.url));
await build({
  entry: ["run-job", "server"].map((name) => fileURLToPath(new URL(`${name}.ts`, import.meta.url))),
  outDir,
  format: "cjs",
  target: "node20",
  noExternal: [/^(?!webdav$)/],
  external: ["webdav"],
  esbuildOptions: (options) => {
    options.conditions = ["@platformq/source"];
  },
  config: false,
  silent: true,
});

const server = fork(join(outDir, "server.cjs"));
const [port] = await once(server, "message");
const at: Workplace = { baseUrl: `http://127.0.0.1:${port}`, sizeBytes: SIZE_BYTES, localPath };

function measured(name: string, rounds: number): Promise<Measured> {
  const job = fork(join(outDir, "run-job.cjs"), { execArgv: [], timeout: JOB_TIMEOUT_MS });
  job.send({ name, rounds, at } satisfies Order);
  return new Promise((resolve, reject) => {
    job.once("message", (message) => resolve(message as Measured));
    job.once("exit", (code, signal) => reject(new Error(`${name} ended with ${code ?? signal}`)));
  });
}

interface Pair {
  readonly ours: readonly Measured[];
  readonly theirs: readonly Measured[];
}

/** Both in turns, so that a busy machine is busy for both. */
async function pair(ours: string, theirs: string, rounds: number, turns = ROUNDS): Promise<Pair> {
  const result = { ours: [] as Measured[], theirs: [] as Measured[] };
  for (let turn = 0; turn < turns; turn++) {
    result.theirs.push(await measured(theirs, rounds));
    result.ours.push(await measured(ours, rounds));
  }
  return result;
}

/** The median of what each round's two come to. */
function ratio({ ours, theirs }: Pair, of: (ours: Measured, theirs: Measured) => number): number {
  return median(ours.map((one, round) => of(one, theirs[round] ?? one)));
}

async function measureListing(ours: string): Promise<void> {
  const both = await pair(ours, "list by webdav", 5);
  const time = ratio(both, (one, other) => one.milliseconds / other.milliseconds);
  const memory = ratio(both, (one, other) => one.peakBytes / other.peakBytes);
  const details = (of: (one: Measured) => number, unit: string): string =>
    `${median(both.ours.map(of)).toFixed(0)} to ${median(both.theirs.map(of)).toFixed(0)} ${unit}`;
  const times = details(({ milliseconds }) => milliseconds, "ms");
  const peaks = details(({ peakBytes }) => peakBytes / MB, "MB");
  bars.atMost(`${ours}, 10,000 entries, time`, time, 0.35, "× webdav", `(${times})`);
  bars.atMost(`${ours}, peak RSS`, memory, 0.5, "× webdav", `(${peaks})`);
}

async function measureFirstEntry(): Promise<void> {
  const isEarly = await measured("first entry", 1).then(
    () => true,
    () => false,
  );
  bars.atLeast("first entries before the body's end", isEarly ? 1 : 0, 1, "");
}

async function measureTransfer(what: string, ours: string): Promise<void> {
  const both = await pair(`${what} by ${ours}`, `${what} by undici`, TRANSFERS);
  const speed = ratio(both, (one, other) => other.milliseconds / one.milliseconds);
  const rate = (one: Measured): number => SIZE_BYTES / MB / (one.milliseconds / 1000);
  const rates = `${median(both.ours.map(rate)).toFixed(0)} to ${median(both.theirs.map(rate)).toFixed(0)} MB/s`;
  const peak = Math.max(...both.ours.map(({ peakBytes }) => peakBytes)) / MB;
  const size = `${(SIZE_BYTES / MB).toFixed(0)} MB`;
  bars.atLeast(`${what}, ${size}, speed`, speed, 0.9, "× undici", `(${rates})`);
  bars.atMost(`${what}, ${size}, peak RSS`, peak, 160, "MB");
}

async function measureSmallFiles(): Promise<void> {
  // Each turn takes a moment only, so there can be many of them.
  const both = await pair("small files by files.upload", "small files by undici", 60, 8 * ROUNDS);
  const speed = ratio(both, (one, other) => other.milliseconds / one.milliseconds);
  bars.atLeast("200 small files, 8 at once", speed, 0.9, "× undici");
}

try {
  await measureListing("list by files.entries");
  await measureListing("list by files.list");
  await measureFirstEntry();
  await measureTransfer("download", "files.downloadStream");
  await measureTransfer("upload a file", "files.upload");
  await measureTransfer("upload a stream", "files.upload");
  await measureSmallFiles();
} finally {
  server.disconnect();
  await Promise.all([folder, outDir].map((path) => rm(path, { recursive: true })));
}
bars.print();
