import { unlessGone } from "../../missing.js";
import { absent, compare, type Step, there } from "../engine/step.js";
import type { ProjectSite } from "../project-site.js";
import type { ProjectSpec } from "../project-spec.js";

/** Makes a version of the OpenProject project, or brings its dates and description into line. */
export function versionStep(site: ProjectSite, spec: ProjectSpec["versions"][number]): Step {
  const { versions } = site.clients.openproject;
  const { name, description, startDate, endDate } = spec;
  const find = (fresh?: boolean) => site.ownVersion(name, fresh);
  return {
    id: `openproject.version:${name}`,
    platform: "openproject",
    title: `Version ${name}`,
    needs: ["openproject.project"],
    async inspect(fresh) {
      const version = await find(fresh);
      if (version === undefined) return absent;
      const differences = compare({
        description: [description, version.description?.raw ?? ""],
        startDate: [startDate, version.startDate],
        endDate: [endDate, version.endDate],
      });
      return there(differences);
    },
    async apply() {
      const version = await find();
      const project = await site.project.get();
      if (version !== undefined) await versions.update(version.id, { description, startDate, endDate });
      else if (project !== undefined) await versions.create({ ...spec, definingProject: project.id });
    },
    async compensate() {
      const version = await find(true);
      if (version !== undefined) await unlessGone(versions.delete(version.id));
    },
  };
}
