import { expect } from "vitest";
import { startZulip } from "./fake-zulip.js";

type Server = Awaited<ReturnType<typeof startZulip>>;
type Client = Server["client"];

/** A call of an endpoint that does no more than its name says. */
export interface ThinEndpoint {
  /** What goes before it, beside what the table's `prepare` does. */
  readonly before?: (client: Client) => Promise<unknown>;
  readonly call: (client: Client) => Promise<unknown>;
  /** Method and path below `api/v1/`. */
  readonly sends: string;
  /** Parameters, as text. */
  readonly with?: Record<string, string>;
  /** What the caller gets. @default undefined */
  readonly gives?: unknown;
  /** Answered with these fields, for a server newer than the fake. */
  readonly answer?: object;
}

/** Calls an endpoint through a real socket and compares what was sent and what came back. */
export async function checkThinEndpoint(
  { before, call, sends, with: parameters = {}, gives, answer }: ThinEndpoint,
  prepare: (server: Server) => Promise<unknown> = async () => {},
): Promise<void> {
  await using server = await startZulip();
  await prepare(server);
  await before?.(server.client);
  if (answer) server.faults.next({ status: 200, body: { result: "success", msg: "", ...answer } });
  const result = await call(server.client);
  const { method, path, query, body, status } = server.fake.requests.at(-1) ?? {};
  expect(`${method} ${path}`).toBe(sends.replace(" ", " /api/v1/"));
  expect(status).toBe(200);
  expect(method === "GET" ? query : (body ?? {})).toEqual(parameters);
  if (gives === undefined) expect(result).toBeUndefined();
  else expect({ result }).toMatchObject({ result: gives });
}

/** The API key of a seeded user. */
export const keyOf = (login: string): string => `testkey${login}`.padEnd(32, "0");
