import { expect, expectTypeOf, test } from "vitest";
import { Link, type OpenProjectClient, Project, Version, WorkPackage } from "../src/index.js";

// Compiled, never called.
export async function typed(openproject: OpenProjectClient) {
  const { projects, users, workPackages } = openproject;
  const task = await workPackages.get(1);
  const [listed] = (await workPackages.list()).items;
  const [historic] = (await workPackages.list({ timestamps: ["PT0S"] })).items;
  // @ts-expect-error It is `subject`.
  void task.subjet;
  // @ts-expect-error So it is in lists,
  void listed?.subjet;
  // @ts-expect-error and in those of what was.
  void historic?.subjet;
  // @ts-expect-error It is `assignee`.
  void task._links.asignee;
  // @ts-expect-error It is `href`.
  void task._links.self.hrf;
  // @ts-expect-error It is `project`.
  void task._embedded?.projct;
  // @ts-expect-error It is `identifier`.
  void (await projects.get(1)).identifer;
  // @ts-expect-error It is `firstName`.
  void (await users.me()).firstname;
  // @ts-expect-error It is `identifier`.
  void (await openproject.follow(task._links.project, Project)).identifer;
  // @ts-expect-error Custom fields have numbers.
  void task.customFieldCost;

  expectTypeOf(task.subject).toEqualTypeOf<string>();
  expectTypeOf(task._links.self).toEqualTypeOf<Link>();
  expectTypeOf(task.customField7).toBeUnknown();
  expectTypeOf(listed?.customField7).toBeUnknown();
  expectTypeOf(historic?._links?.customField7).toBeUnknown();
  expectTypeOf((await projects.get(1))._links.customField7).toBeUnknown();
  expectTypeOf((await users.me()).customField7).toBeUnknown();
  expectTypeOf((await openproject.versions.get(1)).customField7).toBeUnknown();
  expectTypeOf((await openproject.timeEntries.get(1)).customField7).toBeUnknown();

  if ("newer" in task) expectTypeOf(task.newer).toBeUnknown();
  // Of what is not known beforehand every field may be there.
  const anything = await openproject.follow(task._links.project);
  expectTypeOf(anything.identifier).toBeUnknown();
  await openproject.follow(Link.parse(task._links.customField7));
}

test("custom fields, and what is newer than we are, pass through", () => {
  const version = {
    id: 1,
    name: "1.0",
    status: "open",
    sharing: "none",
    createdAt: "2026-01-02T03:04:05Z",
    updatedAt: "2026-01-02T03:04:05Z",
    customField7: 42,
    newer: true,
    _links: {
      self: { href: "/api/v3/versions/1", newer: true },
      definingProject: { href: "/api/v3/projects/1" },
      customField8: { href: "/api/v3/custom_options/9" },
    },
  };
  expect(Version.parse(version)).toEqual(version);
  expect(WorkPackage.shape._links.partial().parse(version._links)).toEqual(version._links);
});
