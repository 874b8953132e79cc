import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readdir, rename, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { InvalidInputError } from "@platformq/resilience";

/** The shortest limit there is for the path of a socket (macOS), in bytes. */
const MAX_PATH_BYTES = 103;

/**
 * Takes a lock that ends with this process, however it ends: a socket that listens in a directory. A file with a
 * process id would outlive a crash, and ids are given again (in a container to the very next process).
 *
 * Whoever wants the lock first puts a socket of its own there and then looks whether another one answers. So of two
 * that come at the same time at least one sees the other; it may be that neither gets it.
 *
 * @returns `undefined` while somebody else has it.
 * @throws InvalidInputError for a directory with too long a path.
 */
export async function lockForThisProcess(
  directory: string,
  name: string,
): Promise<AsyncDisposable | undefined> {
  const prefix = prefixOf(name);
  const fileName = `${prefix}${randomBytes(4).toString("hex")}`;
  const path = join(directory, fileName);
  if (Buffer.byteLength(`${path}~`) > MAX_PATH_BYTES) {
    throw new InvalidInputError(`The path of the directory is too long for its locks: ${directory}`);
  }
  const server = createServer((socket) => socket.destroy()).unref();
  // Under its name it appears only once it listens: what is there and does not answer is dead and can be removed.
  server.listen(`${path}~`);
  await once(server, "listening");
  await rename(`${path}~`, path);
  const release = async (): Promise<void> => {
    await rm(path, { force: true });
    await new Promise((resolve) => server.close(resolve));
  };
  try {
    for (const other of await sockets(directory, prefix)) {
      if (other === fileName) continue;
      if (await answers(join(directory, other))) {
        await release();
        return undefined;
      }
      await rm(join(directory, other), { force: true });
    }
  } catch (error) {
    await release();
    throw error;
  }
  return { [Symbol.asyncDispose]: release };
}

/** Tells whether a process has the lock, without wanting it: who takes it meanwhile sees nobody. */
export async function isLocked(directory: string, name: string): Promise<boolean> {
  for (const socket of await sockets(directory, prefixOf(name))) {
    if (await answers(join(directory, socket))) return true;
  }
  return false;
}

function prefixOf(name: string): string {
  return `${createHash("sha256").update(name).digest("hex").slice(0, 12)}-`;
}

/** What those have put there who have a lock or want it. */
async function sockets(directory: string, prefix: string): Promise<string[]> {
  return (await readdir(directory)).filter((name) => name.startsWith(prefix) && !name.endsWith("~"));
}

/** Tells whether a process listens behind a socket file. In doubt it does. */
async function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      resolve(error.code !== "ECONNREFUSED" && error.code !== "ENOENT");
    });
  });
}
