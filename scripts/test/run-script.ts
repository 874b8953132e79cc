import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import type { MockServers } from "@platformq/testing";

export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  env?: Record<string, string>;
  cwd?: string;
}

/** Runs a script of the repository as a user does, with nothing of this process's environment but the path. */
export function runScript(file: string, args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const script = fileURLToPath(new URL(`../../${file}`, import.meta.url));
  const node = ["--conditions=@platformq/source", "--import", import.meta.resolve("tsx"), script, ...args];
  const env = { PATH: process.env.PATH ?? "", ...options.env };
  const child = spawn(process.execPath, node, { cwd: options.cwd ?? tmpdir(), env });
  return new Promise((resolve) => {
    const result: Run = { code: null, stdout: "", stderr: "" };
    child.stdout.on("data", (chunk) => {
      result.stdout += String(chunk);
    });
    child.stderr.on("data", (chunk) => {
      result.stderr += String(chunk);
    });
    child.on("close", (code) => resolve({ ...result, code }));
  });
}

/** The variables that make a script use these servers. */
export function environmentOf({ nextcloud, zulip, openproject }: MockServers): Record<string, string> {
  return {
    NEXTCLOUD_URL: nextcloud.url,
    NEXTCLOUD_ADMIN_USER: nextcloud.username,
    NEXTCLOUD_ADMIN_PASS: nextcloud.password,
    ZULIP_SITE: zulip.url,
    ZULIP_EMAIL: zulip.email,
    ZULIP_API_KEY: zulip.apiKey,
    OPENPROJECT_URL: openproject.url,
    OPENPROJECT_API_KEY: openproject.apiKey,
  };
}
