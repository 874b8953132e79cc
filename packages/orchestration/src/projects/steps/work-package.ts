import { unlessGone } from "../../missing.js";
import { absent, type Step, there } from "../engine/step.js";
import type { ProjectSite } from "../project-site.js";
import type { ProjectSpec } from "../project-spec.js";

/** Makes an initial work package. What people do with it afterwards is theirs: it is not brought into line. */
export function workPackageStep(site: ProjectSite, spec: ProjectSpec["workPackages"][number]): Step {
  const { workPackages } = site.clients.openproject;
  const { subject, version, assignee } = spec;
  return {
    id: `openproject.work-package:${subject}`,
    platform: "openproject",
    title: `Work package ${subject}`,
    needs: [
      "openproject.project",
      ...(spec.type === undefined || site.spec.types.length === 0 ? [] : ["openproject.types"]),
      ...site.spec.versions
        .filter(({ name }) => name === version)
        .map(({ name }) => `openproject.version:${name}`),
    ],
    // Who is to be assigned has to be a member before.
    after: site.spec.members
      .filter(({ login, email }) => assignee === login || assignee === email)
      .map(({ login }) => `openproject.membership:${login}`),
    async inspect(fresh) {
      return (await site.workPackages.get(fresh)).has(subject) ? there() : absent;
    },
    async apply() {
      const project = await site.project.get();
      if (project !== undefined) await workPackages.create({ ...spec, project: project.id, notify: false });
    },
    async compensate() {
      const id = (await site.workPackages.get(true)).get(subject);
      if (id !== undefined) await unlessGone(workPackages.delete(id));
    },
  };
}
