import { expect, it } from "vitest";
import { ProjectsService } from "../../src/index.js";
import { usePlatform } from "../support/platform.js";

const platform = usePlatform();

it("makes a version of its own where another project shares one of the same name", async () => {
  const { projects, versions, workPackages } = platform.clients.openproject;
  const other = await projects.create({ name: "Other" });
  const definingProject = other.id;
  const theirs = await versions.create({
    name: "1.0",
    description: "Theirs",
    definingProject,
    sharing: "system",
  });
  const spec = {
    name: "Apollo",
    members: [],
    versions: [{ name: "1.0", description: "Ours", endDate: "2026-12-31" }],
    workPackages: [{ subject: "Land", version: "1.0" }],
  };
  const report = await new ProjectsService(platform.clients).apply(spec).result;
  expect(report.status).toBe("complete");
  expect(report.steps.find(({ id }) => id === "openproject.version:1.0")?.state).toBe("created");
  expect(await versions.get(theirs.id)).toMatchObject({ description: { raw: "Theirs" }, endDate: null });
  const all = (await versions.list()).items;
  const ours = all.find(({ id }) => id !== theirs.id);
  expect(ours).toMatchObject({ description: { raw: "Ours" }, endDate: "2026-12-31" });
  const [land] = (await workPackages.listInProject("apollo")).items;
  expect(land?._links.version?.href).toContain(`/versions/${ours?.id}`);
});
