import { spawnSync } from "node:child_process";

/** Runs a command to its end. @throws Error with all it wrote, when it fails. */
export function run(
  command: string,
  args: readonly string[],
  { cwd, env = {} }: { cwd: string; env?: Readonly<Record<string, string>> },
): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    // `npm run --silent` would have what it starts keep silent about errors, too.
    env: { ...process.env, NO_COLOR: "1", npm_config_loglevel: "warn", ...env },
    timeout: 300_000,
    shell: process.platform === "win32",
  });
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(" ")} failed\n${error?.message ?? ""}${stdout}${stderr}`.trim());
}
