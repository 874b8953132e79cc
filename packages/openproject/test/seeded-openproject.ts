import { startOpenProject } from "./fake-openproject.js";
import { seedRecord } from "./seed-record.js";

/** Starts a fake with one of each kind of resource that the API only shows, in and around the project Apollo. */
export async function startSeededOpenProject() {
  const server = await startOpenProject();
  const { client } = server;
  /** Ids by what it is. */
  const ids: Record<string, number> = {};
  ids.project = (await client.projects.create({ name: "Apollo" })).id;
  ids.workPackage = (await client.workPackages.create({ project: "apollo", subject: "Land" })).id;
  await client.memberships.create({ principal: 5, project: "apollo", roles: ["Member"] });
  const project = `/projects/${ids.project}`;
  const workPackage = `/work_packages/${ids.workPackage}`;
  const seeds: [string, string, Record<string, unknown>, Record<string, string>?][] = [
    ["category", "/categories", { name: "Hull" }, { project }],
    ["wikiPage", "/wiki_pages", { title: "Start" }, { project }],
    ["document", "/documents", { title: "Plan", description: "**x**" }, { project }],
    ["post", "/posts", { subject: "Hello" }, { project }],
    ["helpText", "/help_texts", { attribute: "status", scope: "WorkPackage", helpText: "How it is" }],
    ["budget", "/budgets", { subject: "Fuel" }, { project }],
    ["costType", "/cost_types", { name: "Fuel", unit: "litre", unitPlural: "litres" }],
    ["costEntry", "/cost_entries", { spentUnits: 3 }, { workPackage }],
    ["sprint", "/sprints", { name: "One" }, { definingWorkspace: project }],
    ["definition", "/project_phase_definitions", { name: "Plan", startGate: true, finishGate: false }],
    ["application", "/oauth_applications", { name: "App", clientId: "a", confidential: true }],
    ["credentials", "/oauth_client_credentials", { clientId: "b", confidential: true }],
    ["item", "/custom_field_items", { label: "Root", depth: 0 }, { customField: "/custom_fields/9" }],
    [
      "meeting",
      "/meetings",
      { title: "Kick-off", lockVersion: 0, startTime: "", endTime: "", duration: 1 },
      { project },
    ],
    [
      "revision",
      "/revisions",
      { identifier: "abc", formattedIdentifier: "abc", authorName: "Anna", message: "fix" },
      { project, workPackage },
    ],
  ];
  for (const [name, path, values, links] of seeds) ids[name] = seedRecord(server, path, values, links);
  ids.phase = seedRecord(
    server,
    "/project_phases",
    { name: "Plan", active: true },
    { project, definition: `/project_phase_definitions/${ids.definition}` },
  );
  ids.projectStorage = seedRecord(
    server,
    "/project_storages",
    { projectFolderMode: "manual" },
    { project, storage: "/storages/1" },
  );
  ids.share = seedRecord(
    server,
    "/shares",
    {},
    { entity: workPackage, project, principal: "/users/5", roles: ["/roles/4"] },
  );
  return {
    ...server,
    id: (name: string) => ids[name] ?? 0,
    [Symbol.asyncDispose]: server[Symbol.asyncDispose],
  };
}
