import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unusedPort } from "./server.js";

/** A `redis-server` of this machine, on loopback and without persistence. */
export class RedisServer {
  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly options: readonly string[],
    private process: ChildProcess,
  ) {}

  /**
   * Starts a server on a free port and waits until it accepts connections.
   *
   * @throws the spawn error, with code `ENOENT` when `redis-server` is not installed.
   */
  static async start(...options: string[]): Promise<RedisServer> {
    const port = await unusedPort();
    const folder = await mkdtemp(join(tmpdir(), "platformq-redis-"));
    try {
      return new RedisServer(port, folder, options, await launch(port, folder, options));
    } catch (error) {
      await rm(folder, { recursive: true });
      throw error;
    }
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  /** Ends the process as a crash would; its memory is lost. */
  async kill(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill("SIGKILL");
    await ended;
  }

  /** Starts it again, empty, on the same port. */
  async restart(): Promise<void> {
    await this.kill();
    this.process = await launch(this.port, this.folder, this.options);
  }

  /** Lets it keep its connections and answer nothing. */
  freeze(): void {
    this.process.kill("SIGSTOP");
  }

  thaw(): void {
    this.process.kill("SIGCONT");
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function launch(port: number, folder: string, options: readonly string[]): Promise<ChildProcess> {
  const server = spawn(
    "redis-server",
    [
      "--port",
      `${port}`,
      "--bind",
      "127.0.0.1",
      "--dir",
      folder,
      "--save",
      "",
      "--appendonly",
      "no",
      ...options,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  return new Promise((resolve, reject) => {
    let log = "";
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`redis-server ended with code ${code}:\n${log}`)));
    server.stdout?.on("data", (chunk) => {
      log += chunk;
      if (log.includes("Ready to accept connections")) resolve(server);
    });
  });
}
