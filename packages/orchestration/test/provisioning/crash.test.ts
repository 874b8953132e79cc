import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startMockServers } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { fileJournal } from "../../src/journal/file-journal.js";
import { provisionToFolder } from "./provision-to-folder.js";

const child = fileURLToPath(new URL("./provision-in-child.ts", import.meta.url));
/** Account, app password, folder, app password given back; those before look, and create a group. */
const requests = [4, 5, 6, 7];
const moments = requests.flatMap((number) => [
  { number, isHandled: false },
  { number, isHandled: true },
]);

describe("a run whose process is killed", () => {
  it.concurrent.each(moments)(
    "comes to the same end when it is resumed: request $number, handled $isHandled",
    async ({ number, isHandled }) => {
      const folder = await mkdtemp(join(tmpdir(), "provisioning-"));
      await using servers = await startMockServers({ services: ["nextcloud"] });
      const { url: baseUrl, fake, username, password } = servers.nextcloud;
      const run = spawn(
        process.execPath,
        ["--conditions=@platformq/source", "--import", "tsx", child, baseUrl, username, password, folder],
        { stdio: "inherit" },
      );
      const isDead = once(run, "exit");
      const handle = fake.handle.bind(fake);
      let received = 0;
      fake.handle = async (request) => {
        const isLast = ++received === number;
        const answer = isLast && !isHandled ? Response.error() : await handle(request);
        if (isLast) {
          run.kill("SIGKILL");
          await isDead;
        }
        return answer;
      };
      expect(await isDead).toEqual([null, "SIGKILL"]);
      fake.handle = handle;

      await provisionToFolder({ baseUrl, username, password }, folder);
      const { users, groups, files } = fake.state;
      const delivered = (await readFile(join(folder, "delivered"), "utf8")).trim().split("\n");
      expect(delivered.at(-1)).toBe(users.get("dora")?.password);
      expect(delivered).toHaveLength(1);
      expect(files.homes.get("dora")?.children.has("Inbox")).toBe(true);
      expect([...(groups.get("crew")?.members ?? [])]).toEqual(["dora"]);
      const unfinished: string[] = [];
      for await (const runId of fileJournal(folder).runs()) unfinished.push(runId);
      expect(unfinished).toEqual([]);
      await rm(folder, { recursive: true });
    },
    60_000,
  );
});
