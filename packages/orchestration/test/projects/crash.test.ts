import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ApplyOptions, fileJournal, type ProjectInput, ProjectsService } from "../../src/index.js";
import type { Doom, Kind, Place } from "../support/doomed-runs.js";
import { addressOf, usePlatform } from "../support/platform.js";

// As many projects at once make more shares than a server allows.
const platform = usePlatform({ nextcloud: { shareLimit: false } });
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "platformq-runs-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const specOf = (name: string): ProjectInput => ({
  name,
  description: "To the moon",
  members: [
    { login: "anna", email: "anna@example.com", role: "owner" },
    { login: "ben", email: "ben@example.com", role: "viewer" },
  ],
  folders: ["Plans"],
  versions: [{ name: "1.0" }],
  workPackages: [{ subject: "Land", type: "Task", version: "1.0", assignee: "anna" }],
});

/** The steps of a run that have an effect. */
const STEPS = [
  "nextcloud.folder",
  "nextcloud.folder:Plans",
  "nextcloud.group:owner",
  "nextcloud.group:viewer",
  "nextcloud.share:owner",
  "nextcloud.share:viewer",
  "nextcloud.member:anna",
  "nextcloud.member:ben",
  "openproject.project",
  "openproject.membership:anna",
  "openproject.membership:ben",
  "openproject.version:1.0",
  "openproject.work-package:Land",
  "zulip.channel",
  "zulip.subscription:anna",
  "zulip.subscription:ben",
  "zulip.channel-permissions",
  "zulip.welcome",
];

/** Runs a project for each place in one process, which is killed when each of them has come to its place. */
async function runAndKill(
  places: readonly Place[],
  onFailure?: ApplyOptions["onFailure"],
): Promise<string[]> {
  const specs = places.map((_, index) => specOf(`Apollo ${index}`));
  await killRuns("apply", specs, places, onFailure);
  return specs.map(({ name }) => name);
}

/** Starts a run for each spec in one process, which is killed when each of them has come to its place. */
async function killRuns(
  kind: Kind,
  specs: readonly ProjectInput[],
  places: readonly Place[],
  onFailure?: ApplyOptions["onFailure"],
): Promise<void> {
  const runs = places.flatMap((place, index) => (specs[index] ? [{ place, spec: specs[index] }] : []));
  const doom: Doom = { directory, address: addressOf(platform.servers), runs, kind, onFailure };
  const script = fileURLToPath(new URL("../support/doomed-runs.ts", import.meta.url));
  const node = ["--conditions=@platformq/source", "--import", import.meta.resolve("tsx"), script];
  const child = spawn(process.execPath, [...node, JSON.stringify(doom)], { stdio: "inherit" });
  const [, signal] = await once(child, "exit");
  expect(signal).toBe("SIGKILL");
}

async function resumeAll() {
  const projects = new ProjectsService(platform.clients, { journal: fileJournal(directory) });
  const results = [];
  for await (const runId of projects.interrupted()) results.push(projects.resume(runId).result);
  return Promise.all(results);
}

/** How often there is what a project has, by its name. */
function contentsOf(name: string): Record<string, number> {
  const identifier = name.toLowerCase().replaceAll(" ", "-");
  const nextcloud = platform.servers.nextcloud.fake.state;
  const openproject = platform.servers.openproject.fake.state;
  const zulip = platform.servers.zulip.fake.state;
  const count = <T>(all: Iterable<T>, isIts: (one: T) => boolean) => [...all].filter(isIts).length;
  const projects = new Set(
    [...openproject.projects.values()].filter((one) => one.name === name).map(({ id }) => id),
  );
  const streams = new Set(
    [...zulip.streams.values()].filter((one) => one.name === name).map(({ stream_id }) => stream_id),
  );
  return {
    groups: count(nextcloud.groups.keys(), (id) => id.startsWith(`platformq:${identifier}:`)),
    shares: count(
      nextcloud.shares.values(),
      (one) => one.shareWith?.startsWith(`platformq:${identifier}:`) ?? false,
    ),
    projects: projects.size,
    memberships: count(openproject.memberships.values(), (one) => projects.has(one.projectId ?? 0)),
    versions: count(openproject.recordsOf("/versions").values(), ({ links }) =>
      [...projects].some((id) => links.definingProject === `/projects/${id}`),
    ),
    workPackages: count(openproject.workPackages.values(), (one) => projects.has(one.projectId)),
    streams: streams.size,
    messages: count(zulip.messages.values(), (one) => streams.has(one.stream_id ?? 0)),
  };
}

/** When a process can be killed at a step. */
const MOMENTS: readonly [string, Pick<Place, "entry" | "when">][] = [
  ["before a step", { entry: "intent", when: "before" }],
  ["between the intent and the request", { entry: "intent", when: "after" }],
  ["between the request and its entry", { entry: "done", when: "before" }],
  ["after a step", { entry: "done", when: "after" }],
];

/** When it is not known whether a step had its effect. */
const AMIDST = MOMENTS.slice(1, 3);

const COMPLETE = {
  groups: 2,
  shares: 2,
  projects: 1,
  memberships: 2,
  versions: 1,
  workPackages: 1,
  streams: 1,
  messages: 1,
};
/** Channels stay, archived. */
const REMOVED = {
  groups: 0,
  shares: 0,
  projects: 0,
  memberships: 0,
  versions: 0,
  workPackages: 0,
  streams: 1,
  messages: 1,
};

describe("a project whose process is killed", () => {
  it("is killed at every step there is", async () => {
    const { steps } = await new ProjectsService(platform.clients).plan(specOf("Apollo"));
    const effective = steps.filter(({ action }) => action !== "no-op").map(({ id }) => id);
    // What all projects share is there after the first.
    expect(effective.filter((id) => id !== "nextcloud.parent-folder").sort()).toEqual([...STEPS].sort());
  });

  it.each(MOMENTS)(
    "ends as it should when resumed, with nothing twice, killed at every step %s",
    async (_, place) => {
      const names = await runAndKill(STEPS.map((step) => ({ step, ...place })));
      const reports = await resumeAll();
      expect(reports.flatMap(({ steps }) => steps.filter(({ error }) => error !== undefined))).toEqual([]);
      expect(reports.map(({ status }) => status)).toEqual(names.map(() => "complete"));
      for (const name of names) expect([name, contentsOf(name)]).toEqual([name, COMPLETE]);
      const projects = new ProjectsService(platform.clients);
      for (const { drift, obstacles } of await Promise.all(
        names.map((name) => projects.status(specOf(name))),
      )) {
        expect([...drift, ...obstacles]).toEqual([]);
      }
    },
    60_000,
  );

  it.each<[string, Place["when"]]>([
    ["between the request and its entry", "before"],
    ["after its entry", "after"],
  ])(
    "is taken back to the end when it was killed while a step was taken back, %s",
    async (_, when) => {
      platform.servers.zulip.faults.next({ status: 400, times: 1000, match: /^POST .*\/messages$/ });
      const undone = STEPS.filter((step) => !["zulip.welcome", "zulip.channel-permissions"].includes(step));
      const names = await runAndKill(
        undone.map((step) => ({ step, entry: "undone", when })),
        "rollback",
      );
      const reports = await resumeAll();
      expect(reports.map(({ status }) => status)).toEqual(names.map(() => "rolled-back"));
      for (const name of names) {
        expect([name, contentsOf(name)]).toEqual([name, { ...REMOVED, messages: 0 }]);
        expect(await platform.clients.nextcloud.files.exists(`Projects/${name}`)).toBe(false);
      }
      const streams = [...platform.servers.zulip.fake.state.streams.values()];
      expect(streams.filter(({ is_archived }) => !is_archived)).toEqual([]);
    },
    60_000,
  );

  const chloe = { login: "chloe", email: "chloe@example.com" };
  const [anna, ben] = specOf("").members;
  it.each<[Kind, string[], ProjectInput["members"], (name: string) => Promise<unknown>, unknown]>([
    [
      "archive",
      ["nextcloud.read-only:owner", "openproject.archive", "zulip.archive"],
      [],
      async (name) => {
        const { openproject, zulip } = platform.clients;
        const { active } = await openproject.projects.get(name.toLowerCase().replace(" ", "-"));
        const channels = (await zulip.channels.list({ exclude_archived: false })).items;
        return { active, is_archived: channels.find((channel) => channel.name === name)?.is_archived };
      },
      { active: false, is_archived: true },
    ],
    [
      "remove",
      [
        "nextcloud.end-share:owner",
        "nextcloud.delete-group:owner",
        "nextcloud.delete-folder",
        "openproject.delete",
        "zulip.archive",
      ],
      [],
      async (name) => contentsOf(name),
      REMOVED,
    ],
    [
      "addMembers",
      [
        "nextcloud.group:editor",
        "nextcloud.share:editor",
        "nextcloud.member:chloe",
        "openproject.membership:chloe",
        "zulip.subscription:chloe",
        "zulip.channel-permissions",
      ],
      [chloe],
      (name) => driftOf(name, [...specOf("").members, chloe]),
      [],
    ],
    [
      "removeMembers",
      ["nextcloud.leave:ben", "openproject.leave:ben", "zulip.leave:ben"],
      ben ? [ben] : [],
      (name) => driftOf(name, anna ? [anna] : []),
      [],
    ],
  ])(
    "ends as it should when %s was killed amidst every step",
    async (kind, steps, members, found, expected) => {
      const places = AMIDST.flatMap(([, moment]) => steps.map((step) => ({ step, ...moment })));
      const specs = places.map((_, index) => specOf(`Apollo ${index}`));
      const projects = new ProjectsService(platform.clients, { journal: fileJournal(directory) });
      await Promise.all(specs.map((spec) => projects.apply(spec).result));
      await killRuns(
        kind,
        specs.map((spec) => ({ ...spec, members })),
        places,
      );
      const reports = await resumeAll();
      expect(reports.map(({ status }) => status)).toEqual(specs.map(() => "complete"));
      for (const { name } of specs) expect([name, await found(name)]).toEqual([name, expected]);
    },
    60_000,
  );
});

/** Whether there is just what the project with these members has, by its name. */
async function driftOf(name: string, members: ProjectInput["members"]): Promise<unknown[]> {
  const projects = new ProjectsService(platform.clients);
  const { drift, obstacles } = await projects.status({ ...specOf(name), members });
  const everywhere = await projects.status(name);
  expect(everywhere.spec.members).toHaveLength(members.length);
  return [...drift, ...obstacles, ...everywhere.drift];
}
