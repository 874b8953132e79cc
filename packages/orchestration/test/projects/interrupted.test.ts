import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fileJournal, type Journal, ProjectsService, UnreadableRunsError } from "../../src/index.js";
import { checkSpec } from "../../src/projects/project-spec.js";
import { usePlatform } from "../support/platform.js";

const platform = usePlatform();
let directory: string;
let journal: Journal;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "platformq-interrupted-"));
  journal = fileJournal(directory);
});
afterEach(() => rmSync(directory, { recursive: true }));

const service = (): ProjectsService => new ProjectsService(platform.clients, { journal });
const begin = (name: string): Promise<void> => {
  const order = { kind: "apply", spec: checkSpec({ name, members: [] }), onFailure: "keep" };
  return journal.append(`project:${name.toLowerCase()}`, { type: "begun", order });
};

/** The runs that are listed, and what it ends with. */
async function listed(): Promise<{ ids: string[]; error: unknown }> {
  const ids: string[] = [];
  try {
    for await (const id of service().interrupted()) ids.push(id);
  } catch (error) {
    return { ids, error };
  }
  return { ids, error: undefined };
}

describe("ProjectsService.interrupted", () => {
  it("lists what can be read, and then tells what cannot, and why", async () => {
    await begin("Apollo");
    await begin("Gemini");
    await journal.append("project:gemini", { type: "teleported" });
    await begin("Mercury");
    writeFileSync(join(directory, "project%3avostok.jsonl"), "no JSON\n");
    const { ids, error } = await listed();
    expect(ids.sort()).toEqual(["project:apollo", "project:mercury"]);
    expect(error).toBeInstanceOf(UnreadableRunsError);
    expect(error).toMatchObject({
      code: "RUN_UNREADABLE",
      runs: expect.arrayContaining([
        { runId: "project:gemini", entry: 2, reason: "type is not known" },
        { runId: "project:vostok", entry: 1, reason: expect.stringContaining("JSON") },
      ]),
    });
  });

  it("says of a run that cannot be read what stands in the way of going on with it", async () => {
    await begin("Gemini");
    await journal.append("project:gemini", { type: "teleported" });
    await expect(service().resume("project:gemini").result).rejects.toThrow(/project:gemini, entry 2/);
  });

  it("passes over files no journal has made", async () => {
    await begin("Apollo");
    writeFileSync(join(directory, "50%.jsonl"), "{}\n");
    expect(await listed()).toEqual({ ids: ["project:apollo"], error: undefined });
  });

  it("keeps nobody from a run it looks at", async () => {
    await begin("Apollo");
    let isListing = true;
    const listing = (async () => {
      while (isListing) await listed();
    })();
    for (let round = 0; round < 50; round++) {
      await using _claim = await journal.claim("project:apollo");
    }
    isListing = false;
    await listing;
  });
});
