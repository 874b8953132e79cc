import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { text } from "node:stream/consumers";
import { ManualClock } from "@platformq/testing";

/** What is known of a token. Times are seconds, as Vault has them. */
interface Token {
  expiresAt: number;
  readonly maxExpiresAt: number;
  readonly ttl: number;
  readonly renewable: boolean;
  /** Prefixes of paths that may be read. */
  readonly policy: readonly string[];
}

interface TokenOptions {
  /** 0 for one that does not expire. */
  ttl?: number;
  maxTtl?: number;
  renewable?: boolean;
  policy?: readonly string[];
}

interface AppRole extends TokenOptions {
  readonly secretId: string | undefined;
  /** How often the secret id can still be used. */
  uses: number;
}

interface Received {
  /** `METHOD /path` */
  readonly line: string;
  readonly token: string | undefined;
  readonly namespace: string | undefined;
  readonly isVaultRequest: boolean;
  readonly body: Record<string, unknown>;
}

type Reply = readonly [status: number, body?: unknown, headers?: Record<string, string>];

const denied: Reply = [403, { errors: ["1 error occurred:\n\t* permission denied\n\n"] }];

/** A Vault on a loopback socket: KV of both versions, tokens that expire, AppRole, Kubernetes, seal and standby. */
export class FakeVault implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly requests: Received[] = [];
  readonly tokens = new Map<string, Token>();
  readonly appRoles = new Map<string, AppRole>();
  readonly kubernetesRoles = new Map<string, TokenOptions & { readonly jwt: () => string }>();
  /** Data by path, beginning with the mount: `secret/platformq/zulip`. `null` is a deleted version. */
  readonly secrets = new Map<string, Record<string, unknown> | null>();
  readonly mounts = new Map<string, 1 | 2>([
    ["secret", 2],
    ["kv", 1],
  ]);
  namespace: string | undefined;
  state: "active" | "sealed" | "leaderless" | "standby" = "active";
  /** What the answer to a request waits for, by the request's line. */
  readonly held = new Map<string, Promise<void>>();
  /** Answers instead of the service, once. */
  readonly next: Reply[] = [];
  #tokens = 0;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** @param tls Certificate and key; without them it speaks plain HTTP. */
  static async start(tls?: { readonly cert: string; readonly key: string }): Promise<FakeVault> {
    const server = tls ? createTlsServer(tls) : createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const vault = new FakeVault(server, `${tls ? "https" : "http"}://127.0.0.1:${port}`);
    server.on("request", (message, response) => void vault.#serve(message, response));
    return vault;
  }

  /** The lines of the requests since the last call. */
  lines(): string[] {
    return this.requests.splice(0).map(({ line }) => line);
  }

  issue({ ttl = 3600, maxTtl = 0, renewable = true, policy = ["secret", "kv"] }: TokenOptions = {}): string {
    const token = `hvs.token-${++this.#tokens}`;
    const maxExpiresAt = maxTtl === 0 ? Number.POSITIVE_INFINITY : this.#now + maxTtl;
    const expiresAt = ttl === 0 ? Number.POSITIVE_INFINITY : Math.min(this.#now + ttl, maxExpiresAt);
    this.tokens.set(token, { expiresAt, maxExpiresAt, ttl, renewable, policy });
    return token;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.server, "close");
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  get #now(): number {
    return this.clock.now() / 1000;
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await receive(message);
    this.requests.push(request);
    await this.held.get(request.line);
    const [status, body, headers] = this.#answer(request);
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(body === undefined ? "" : JSON.stringify(body));
  }

  #answer(request: Received): Reply {
    const forced = this.next.shift();
    if (forced !== undefined) return forced;
    if (this.state === "sealed") return [503, { errors: ["Vault is sealed"] }];
    if (this.state === "leaderless") {
      return [500, { errors: ["local node not active but active cluster node not found"] }];
    }
    const [method = "", path = ""] = decodeURI(request.line).split(" /v1/");
    if (this.state === "standby") return [307, undefined, { location: `http://active.invalid/v1/${path}` }];
    // As an Agent or a proxy demands it with `require_request_header`.
    if (!request.isVaultRequest) return [412, { errors: ["missing 'X-Vault-Request' header"] }];
    if (request.namespace !== this.namespace) return [404, { errors: ["no handler for route"] }];
    const login = /^auth\/(.+)\/login$/.exec(path)?.[1];
    if (method === "POST" && login !== undefined) return this.#login(login, request.body);
    const token = this.tokens.get(request.token ?? "");
    if (request.token === undefined || token === undefined || token.expiresAt <= this.#now) return denied;
    if (path === "auth/token/lookup-self") return [200, { data: this.#shown(token) }];
    if (path === "auth/token/renew-self") return this.#renew(request.token, token);
    if (path === "auth/token/revoke-self") {
      this.tokens.delete(request.token);
      return [204];
    }
    return this.#read(path, token);
  }

  #login(mount: string, body: Record<string, unknown>): Reply {
    if (mount === "kubernetes") {
      const role = this.kubernetesRoles.get(String(body.role));
      if (role === undefined) return [400, { errors: [`invalid role name "${body.role}"`] }];
      if (role.jwt() !== body.jwt) return denied;
      return this.#grant(this.issue(role));
    }
    const role = this.appRoles.get(String(body.role_id));
    if (mount !== "approle") return denied;
    if (role === undefined || role.secretId !== body.secret_id || role.uses <= 0) {
      return [400, { errors: ["invalid role or secret ID"] }];
    }
    role.uses--;
    return this.#grant(this.issue(role));
  }

  #renew(name: string, token: Token): Reply {
    if (!token.renewable) return [400, { errors: ["lease is not renewable"] }];
    token.expiresAt = Math.min(this.#now + token.ttl, token.maxExpiresAt);
    return this.#grant(name);
  }

  #grant(name: string): Reply {
    const token = this.tokens.get(name);
    if (token === undefined) return denied;
    const { ttl, renewable } = this.#shown(token);
    return [200, { auth: { client_token: name, accessor: "a", lease_duration: ttl, renewable } }];
  }

  #shown({ expiresAt, renewable }: Token): { ttl: number; renewable: boolean } {
    return { ttl: Number.isFinite(expiresAt) ? Math.floor(expiresAt - this.#now) : 0, renewable };
  }

  #read(path: string, { policy }: Token): Reply {
    const [mount = "", ...rest] = path.split("/");
    const version = this.mounts.get(mount);
    if (!policy.some((prefix) => path.startsWith(prefix))) return denied;
    if (version === undefined) return [404, { errors: [] }];
    if (version === 1) {
      const data = this.secrets.get(path);
      return data ? [200, { lease_duration: 2764800, data }] : [404, { errors: [] }];
    }
    if (rest[0] !== "data") {
      return [404, { warnings: ["Invalid path for a versioned K/V secrets engine"], errors: [] }];
    }
    const data = this.secrets.get([mount, ...rest.slice(1)].join("/"));
    if (data === undefined) return [404, { errors: [] }];
    const metadata = { version: 1, deletion_time: data === null ? "2026-01-01T00:00:00Z" : "" };
    return [data === null ? 404 : 200, { data: { data, metadata } }];
  }
}

async function receive(message: IncomingMessage): Promise<Received> {
  const body = await text(message);
  const { "x-vault-token": token, "x-vault-namespace": namespace } = message.headers;
  return {
    line: `${message.method} ${message.url}`,
    token: token?.toString(),
    namespace: namespace?.toString(),
    isVaultRequest: message.headers["x-vault-request"] === "true",
    body: body === "" ? {} : JSON.parse(body),
  };
}
