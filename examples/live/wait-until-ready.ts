// Waits until the three servers of compose.yaml can be used, and prints the variables that the examples take.
//
// It makes an API token in OpenProject, an organisation and an API key in Zulip, and copies Zulip's certificate.
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createPlatform, loadConfig } from "@platformq/config";
import { ApiError, ZulipClient } from "@platformq/zulip";
import { runProgram } from "../../scripts/terminal/run-program.js";
import { UsageError } from "../../scripts/terminal/usage-error.js";

const PATIENCE_MS = 20 * 60_000;
const run = promisify(execFile);
const compose = fileURLToPath(new URL("compose.yaml", import.meta.url));
// As in compose.yaml.
const password = process.env.PLATFORMQ_LIVE_PASSWORD ?? "only-for-trying-things-out";
const zulipSite = process.env.ZULIP_SITE ?? "https://localhost:8443";
const email = "admin@example.com";
const certificateFile = ".platformq/zulip.crt";

const usage = `Waits until the three servers of compose.yaml can be used, and prints the variables that the examples take.

  docker compose -f examples/live/compose.yaml up --detach
  npm run --silent example -- live/wait-until-ready > .env

It makes an API token in OpenProject, an organisation in Zulip, and copies Zulip's certificate to ${certificateFile}.
`;
const words = {
  usage: `\n${usage}`,
  configuration: "PLATFORMQ_LIVE_PASSWORD and the addresses are read from the environment.",
  interrupted: "Interrupted; the same command waits again.",
};
await runProgram(words, async (signal) => {
  const until = <T>(what: string, attempt: () => Promise<T>): Promise<T> => waitUntil(what, attempt, signal);
  const args = process.argv.slice(2);
  if (args.includes("--help")) {
    process.stdout.write(usage);
    return 0;
  }
  if (args.length > 0) throw new UsageError(`It takes no arguments, and not ${args.join(" ")}.`);
  // Without it there is nothing to wait for.
  await run("docker", ["compose", "version"]);
  const [certificate, openprojectKey] = await Promise.all([
    until("Zulip's certificate", () =>
      inContainer("zulip", "cat", "/etc/ssl/certs/zulip.combined-chain.crt"),
    ),
    until("OpenProject's token", openprojectToken),
  ]);
  await mkdir(".platformq", { recursive: true });
  await writeFile(certificateFile, certificate);

  const variables = {
    NEXTCLOUD_URL: process.env.NEXTCLOUD_URL ?? "http://localhost:8080",
    NEXTCLOUD_ADMIN_USER: "admin",
    NEXTCLOUD_ADMIN_PASS: password,
    ZULIP_SITE: zulipSite,
    ZULIP_EMAIL: email,
    ZULIP_API_KEY: await until("Zulip's key", () => zulipKey(certificate)),
    OPENPROJECT_URL: process.env.OPENPROJECT_URL ?? "http://localhost:8082",
    OPENPROJECT_API_KEY: openprojectKey,
    HTTP_CA_FILE: certificateFile,
  };
  await using platform = createPlatform(loadConfig({ env: variables, envFile: false }));
  await until("all three", async () => {
    const { nextcloud, zulip, openproject } = await platform.checkHealth();
    for (const health of [nextcloud, zulip, openproject]) if (!health.ok) throw health.error;
  });
  for (const [name, value] of Object.entries(variables)) console.log(`${name}=${value}`);
  return 0;
});

/** A new token of the administrator's. Earlier ones of this script end, so that it can run as often as you like. */
async function openprojectToken(): Promise<string> {
  const ruby = `
    tokens = Token::API.where(user: User.find_by!(login: "admin"))
    tokens.where("data ->> 'token_name' = ?", "platformq").delete_all
    puts "TOKEN=" + tokens.create!(token_name: "platformq").plain_value`;
  const printed = await inContainer("openproject", "bundle", "exec", "rails", "runner", ruby);
  const token = /^TOKEN=(\S+)$/m.exec(printed)?.[1];
  if (token === undefined) throw new Error("OpenProject printed no token");
  return token;
}

async function zulipKey(certificate: string): Promise<string> {
  await using zulip = new ZulipClient({
    baseUrl: zulipSite,
    email,
    apiKey: "to come",
    tls: { ca: certificate },
  });
  const fetchKey = async () =>
    (await zulip.authentication.fetchApiKey({ username: email, password })).api_key;
  try {
    return await fetchKey();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // It answers, and knows nobody: there is no organisation yet.
    const manage = ["-u", "zulip", "zulip", "/home/zulip/deployments/current/manage.py"];
    await inContainer(...manage, "create_realm", "PlatformQ", email, "Ada Admin", "--password", password);
    return fetchKey();
  }
}

async function inContainer(...command: readonly string[]): Promise<string> {
  try {
    return (await run("docker", ["compose", "-f", compose, "exec", "-T", ...command])).stdout;
  } catch (error) {
    // The error's own message holds the command, and that the password.
    const said = error instanceof Error && "stderr" in error ? String(error.stderr) : "";
    throw new Error(said.trim().split("\n").at(-1));
  }
}

async function waitUntil<T>(what: string, attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (const end = Date.now() + PATIENCE_MS; ; ) {
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (Date.now() > end) throw error;
      console.error(`waiting for ${what}: ${error instanceof Error ? error.message : error}`);
      await sleep(5_000, undefined, { signal });
    }
  }
}
