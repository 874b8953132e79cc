import { type Clients, createPlatform, type ServiceName } from "@platformq/config";
import { describeError } from "../terminal/describe-error.js";
import { permissionsOf, signIn } from "./account.js";
import { compareClocks } from "./compare-clocks.js";
import { judgeAddress, readConfiguration } from "./configuration.js";
import { connect } from "./connect.js";
import type { Finding, Verdict } from "./finding.js";
import { lookUpName } from "./look-up-name.js";

/** Examines a service from the outside in, and stops where it cannot go further. */
export async function* examine<S extends ServiceName>(service: S): AsyncGenerator<Finding, void, undefined> {
  const { config, verdict } = readConfiguration(service);
  yield { service, what: "configuration", ...verdict };
  if (config === undefined) return;
  await using platform = createPlatform(config);
  yield* examineServer(service, platform[service], config.http.ca);
}

async function* examineServer<S extends ServiceName>(
  service: S,
  client: Clients[S],
  ca: string | undefined,
): AsyncGenerator<Finding, void, undefined> {
  const url = new URL(client.baseUrl);
  const address = judgeAddress(service, url);
  if (address) yield { service, what: "address", ...address };
  const steps: readonly [string, () => Promise<Verdict>][] = [
    ["name", () => lookUpName(url)],
    ["connection", () => connect(url, ca)],
    ["clock", () => compareClocks(url, ca)],
    ["account", () => signIn(service, client)],
    ["permissions", () => permissionsOf[service](client)],
  ];
  for (const [what, step] of steps) {
    const verdict = await step().catch((error: unknown) => ({
      state: "failed" as const,
      note: describeError(error),
    }));
    yield { service, what, ...verdict };
    // Behind a closed door there is nothing to be seen.
    if (verdict.state === "failed") return;
  }
}
