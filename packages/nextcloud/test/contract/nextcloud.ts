import { NotFoundError } from "@platformq/resilience";
import { startMockServers } from "@platformq/testing";
import { expect, vi } from "vitest";
import { NextcloudClient, type NextcloudOptions } from "../../src/index.js";

/** An account made for one run. */
export interface Account {
  readonly id: string;
  readonly password: string;
  readonly client: NextcloudClient;
}

/** What the contract is checked with. */
export interface Target extends AsyncDisposable {
  /** The administrator. */
  readonly client: NextcloudClient;
  /** A name nobody else uses: for groups, tags and a folder of the administrator, which goes away at the end. */
  readonly name: string;
  /** Makes an account that goes away at the end. */
  addUser(name: string): Promise<Account>;
  /** Connects as somebody; by default as the administrator. */
  connect(options?: Partial<NextcloudOptions>): NextcloudClient;
  /** Has something undone at the end, even if a test fails. What is gone already is no error. */
  cleanUp(undo: () => Promise<unknown>): void;
}

/** Good enough for every policy, and on no list. */
export const PASSWORD = "Contract-7391-Kzq-Weft";

const isLive = process.env.PLATFORMQ_LIVE === "1";
if (isLive) vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

/**
 * Connects to the fake, or with `PLATFORMQ_LIVE=1` to the server of `NEXTCLOUD_URL`, as its administrator with
 * `NEXTCLOUD_ADMIN_USER` and `NEXTCLOUD_ADMIN_PASS`.
 */
export async function openTarget(): Promise<Target> {
  const server = isLive ? liveServer() : await fakeServer();
  const name = `platformq-${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`;
  const undos: (() => Promise<unknown>)[] = [];
  const connect = (options: Partial<NextcloudOptions> = {}): NextcloudClient => {
    const client = new NextcloudClient({ ...server.options, ...options });
    undos.push(() => client.close());
    return client;
  };
  undos.push(() => server.close());
  // With the account's own password each request would take the server a second.
  const client = connect({ exchange: true });
  undos.push(() => client.files.delete(name, { skipTrash: true }));
  return {
    client,
    name,
    connect,
    cleanUp: (undo) => undos.push(undo),
    async addUser(nick) {
      const id = `${name}-${nick}`;
      // Without an address, for which the server would send a mail, or wait for a mail server that is not there.
      await client.users.create({ id, password: PASSWORD });
      undos.push(() => client.users.delete(id));
      return {
        id,
        password: PASSWORD,
        client: connect({ username: id, password: PASSWORD, exchange: true }),
      };
    },
    async [Symbol.asyncDispose]() {
      const failures: unknown[] = [];
      for (const undo of undos.reverse()) {
        await undo().catch((error: unknown) => {
          if (!(error instanceof NotFoundError)) failures.push(error);
        });
      }
      if (failures.length > 0) throw new AggregateError(failures, "The server is not as it was found");
    },
  };
}

/** Checks what an app adds. Where the server goes without it, its endpoints must be told as missing. */
export async function checkApp(
  { client }: Target,
  app: string,
  call: () => Promise<unknown>,
  check: () => Promise<void>,
): Promise<void> {
  if (await client.apps.isEnabled(app)) await check();
  else await expect(call()).rejects.toBeInstanceOf(NotFoundError);
}

function liveServer() {
  const { NEXTCLOUD_URL = "", NEXTCLOUD_ADMIN_USER = "", NEXTCLOUD_ADMIN_PASS = "" } = process.env;
  const options = { baseUrl: NEXTCLOUD_URL, username: NEXTCLOUD_ADMIN_USER, password: NEXTCLOUD_ADMIN_PASS };
  return { options, close: () => Promise.resolve() };
}

async function fakeServer() {
  const servers = await startMockServers({ services: ["nextcloud"] });
  const { url, username, password } = servers.nextcloud;
  const options = { baseUrl: url, username, password, rateLimit: false } as const;
  return { options, close: () => servers.close() };
}
