import { InvalidInputError } from "@platformq/resilience";
import { unlessGone } from "../../missing.js";
import { isSameName } from "../../same-name.js";
import { absent, type Step, there } from "../engine/step.js";
import type { ProjectSite } from "../project-site.js";
import type { ProjectSpec } from "../project-spec.js";
import { requireTypes } from "./types.js";

type WorkPackageSpec = ProjectSpec["workPackages"][number];

/** Makes an initial work package. What people do with it afterwards is theirs: it is not brought into line. */
export function workPackageStep(site: ProjectSite, spec: WorkPackageSpec): Step {
  const { workPackages } = site.clients.openproject;
  const { subject } = spec;
  return {
    id: `openproject.work-package:${subject}`,
    platform: "openproject",
    title: `Work package ${subject}`,
    needs: [
      "openproject.project",
      ...(spec.type === undefined || site.spec.types.length === 0 ? [] : ["openproject.types"]),
      ...versionsOf(site, spec).map(({ name }) => `openproject.version:${name}`),
    ],
    // Who is to be assigned has to be a member before.
    after: assigneesOf(site, spec).map(({ login }) => `openproject.membership:${login}`),
    async inspect(fresh) {
      if ((await site.workPackages.get(fresh)).has(subject)) return there();
      await refuseUnknown(site, spec);
      return absent;
    },
    async apply() {
      const project = await site.project.get();
      if (project === undefined) return;
      // By name it might be one of the same name that another project shares.
      const own = spec.version === undefined ? undefined : await site.ownVersion(spec.version, true);
      const version = own?.id ?? spec.version;
      await workPackages.create({ ...spec, version, project: project.id, notify: false });
    },
    async compensate() {
      const id = (await site.workPackages.get(true)).get(subject);
      if (id !== undefined) await unlessGone(workPackages.delete(id));
    },
  };
}

/** Refuses names that lead nowhere. @throws InvalidInputError, MemberNotFoundError */
async function refuseUnknown(site: ProjectSite, spec: WorkPackageSpec): Promise<void> {
  const { type, version, assignee } = spec;
  if (type !== undefined) await requireTypes(site, [type]);
  if (assignee !== undefined && assigneesOf(site, spec).length === 0) {
    await site.people.openproject({ login: assignee, email: assignee.includes("@") ? assignee : undefined });
  }
  // A template may bring versions that are not known before.
  if (version === undefined || site.spec.template !== undefined || versionsOf(site, spec).length > 0) return;
  if ((await site.versions.get()).some(({ name }) => isSameName(name, version))) return;
  throw new InvalidInputError(`There is no version ${version}: name it in the spec's versions`, {
    service: "openproject",
  });
}

/** The version of the spec that is the work package's, if it is one of those. */
function versionsOf({ spec: { versions } }: ProjectSite, { version }: WorkPackageSpec) {
  return versions.filter(({ name }) => isSameName(name, version));
}

/** The member of the spec whom the work package is for, if it is one of those. */
function assigneesOf({ spec: { members } }: ProjectSite, { assignee }: WorkPackageSpec) {
  return members.filter(({ login, email }) => isSameName(login, assignee) || isSameName(email, assignee));
}
