import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./run.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A package as npm would get it. */
export interface Packed {
  readonly name: string;
  readonly version: string;
  readonly tarball: string;
  /** What can be imported, such as `@platformq/queue` and `@platformq/queue/lmdb`. */
  readonly entries: readonly string[];
  /** Peers, of which all are optional, with their ranges. */
  readonly peers: Readonly<Record<string, string>>;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Packs every package of the workspace into a folder of its own below `folder`. They must have been built. */
export function packAll(folder: string): Packed[] {
  return readdirSync(join(root, "packages")).map((directory) => {
    const source = join(root, "packages", directory);
    const target = join(folder, directory);
    run("pnpm", ["pack", "--pack-destination", target], { cwd: source });
    const [file = ""] = readdirSync(target);
    const manifest: Manifest = JSON.parse(readFileSync(join(source, "package.json"), "utf8"));
    const { name, version, peerDependencies: peers = {} } = manifest;
    const entries = Object.keys(manifest.exports).map((path) => name + path.slice(1));
    return { name, version, tarball: join(target, file), entries, peers };
  });
}
