import { fork } from "node:child_process";
import { once } from "node:events";
import type { CannedAnswer } from "./canned-server.js";

/** Starts a server in a process of its own that gives one answer to every request. */
export async function startCannedServer(
  answer: CannedAnswer,
): Promise<{ readonly baseUrl: string; close(): void }> {
  const server = fork(new URL("./canned-server.ts", import.meta.url), { execArgv: ["--import", "tsx"] });
  server.send(answer);
  const [port] = await once(server, "message");
  return { baseUrl: `http://127.0.0.1:${port}`, close: () => server.disconnect() };
}
