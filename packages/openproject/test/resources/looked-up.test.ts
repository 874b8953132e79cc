import { NotFoundError } from "@platformq/resilience";
import { beforeAll, describe, expect, test } from "vitest";
import type { OpenProjectClient } from "../../src/index.js";
import { startSeededOpenProject } from "../seeded-openproject.js";

let server: Awaited<ReturnType<typeof startSeededOpenProject>>;
let client: OpenProjectClient;
const id = (name: string) => server.id(name);

beforeAll(async () => {
  server = await startSeededOpenProject();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

describe("one of", () => {
  test.each<[string, () => Promise<unknown>, () => string, object]>([
    [
      "categories",
      () => client.categories.get(id("category")),
      () => `categories/${id("category")}`,
      { name: "Hull" },
    ],
    [
      "wiki pages",
      () => client.wikiPages.get(id("wikiPage")),
      () => `wiki_pages/${id("wikiPage")}`,
      { title: "Start" },
    ],
    [
      "documents",
      () => client.documents.get(id("document")),
      () => `documents/${id("document")}`,
      { description: { raw: "**x**" } },
    ],
    ["posts", () => client.posts.get(id("post")), () => `posts/${id("post")}`, { subject: "Hello" }],
    [
      "help texts",
      () => client.helpTexts.get(id("helpText")),
      () => `help_texts/${id("helpText")}`,
      { helpText: { raw: "How it is" } },
    ],
    ["budgets", () => client.budgets.get(id("budget")), () => `budgets/${id("budget")}`, { subject: "Fuel" }],
    [
      "cost types",
      () => client.costs.getType(id("costType")),
      () => `cost_types/${id("costType")}`,
      { unit: "litre" },
    ],
    [
      "cost entries",
      () => client.costs.getEntry(id("costEntry")),
      () => `cost_entries/${id("costEntry")}`,
      { spentUnits: 3 },
    ],
    ["sprints", () => client.sprints.get(id("sprint")), () => `sprints/${id("sprint")}`, { name: "One" }],
    [
      "phases",
      () => client.projectPhases.get(id("phase")),
      () => `project_phases/${id("phase")}`,
      { active: true },
    ],
    [
      "phase definitions",
      () => client.projectPhases.getDefinition(id("definition")),
      () => `project_phase_definitions/${id("definition")}`,
      { startGate: true },
    ],
    [
      "OAuth applications",
      () => client.oauthApplications.get(id("application")),
      () => `oauth_applications/${id("application")}`,
      { clientId: "a" },
    ],
    [
      "client credentials",
      () => client.oauthApplications.getClientCredentials(id("credentials")),
      () => `oauth_client_credentials/${id("credentials")}`,
      { clientId: "b" },
    ],
    [
      "custom field items",
      () => client.customFields.getItem(id("item")),
      () => `custom_field_items/${id("item")}`,
      { label: "Root" },
    ],
    ["custom options", () => client.customFields.getOption(1), () => "custom_options/1", { value: "Sales" }],
    [
      "meetings",
      () => client.meetings.get(id("meeting")),
      () => `meetings/${id("meeting")}`,
      { title: "Kick-off" },
    ],
    [
      "revisions",
      () => client.revisions.get(id("revision")),
      () => `revisions/${id("revision")}`,
      { message: { raw: "fix" } },
    ],
    [
      "project storages",
      () => client.projectStorages.get(id("projectStorage")),
      () => `project_storages/${id("projectStorage")}`,
      { projectFolderMode: "manual" },
    ],
    [
      "project statuses",
      () => client.projects.getStatus("on_track"),
      () => "project_statuses/on_track",
      { name: "on track" },
    ],
    [
      "shares",
      () => client.shares.get(id("share")),
      () => `shares/${id("share")}`,
      { _links: { principal: { href: "/api/v3/users/5" }, roles: [{ href: "/api/v3/roles/4" }] } },
    ],
    [
      "principals",
      () => client.principals.get(5),
      () => "principals/5",
      { _type: "User", name: "Anna Berg" },
    ],
    ["roles", () => client.roles.get(4), () => "roles/4", { name: "Member" }],
    ["types", () => client.types.get(1), () => "types/1", { name: "Task", isMilestone: false }],
    ["statuses", () => client.statuses.get(3), () => "statuses/3", { name: "Closed", isClosed: true }],
    ["priorities", () => client.priorities.get(2), () => "priorities/2", { name: "Normal", isDefault: true }],
    ["settings", () => client.configuration.get(), () => "configuration", { perPageOptions: [20, 100] }],
    [
      "a project's settings",
      () => client.configuration.ofProject("apollo"),
      () => "projects/apollo/configuration",
      { enabledInternalComments: true },
    ],
    [
      "days",
      () => client.days.get("2026-05-02"),
      () => "days/2026-05-02",
      { working: false, name: "Saturday" },
    ],
    [
      "days off",
      () => client.days.getNonWorking("2026-01-01"),
      () => "days/non_working/2026-01-01",
      { name: "New year" },
    ],
    [
      "days of the week",
      () => client.days.getWeekDay(1),
      () => "days/week/1",
      { name: "Monday", working: true },
    ],
    [
      "contexts",
      () => client.capabilities.globalContext(),
      () => "capabilities/contexts/global",
      { _type: "CapabilityContext" },
    ],
    [
      "capabilities",
      () => client.capabilities.get(`work_packages/create/p${id("project")}-5`),
      () => `capabilities/work_packages/create/p${id("project")}-5`,
      { _links: { principal: { title: "Anna Berg" } } },
    ],
  ])("%s is got", async (_, call, path, expected) => {
    expect(await call()).toMatchObject(expected);
    expect(server.fake.requests.at(-1)).toMatchObject({
      method: "GET",
      path: `/api/v3/${path()}`,
      status: 200,
    });
  });

  test("what there is not is a NotFoundError", async () => {
    await expect(client.days.getNonWorking("2026-05-02")).rejects.toBeInstanceOf(NotFoundError);
    await expect(client.budgets.get(4040)).rejects.toBeInstanceOf(NotFoundError);
  });
});
