import { unlessGone } from "../../missing.js";
import { absent, compare, type Step } from "../engine/step.js";
import { NameTakenError } from "../errors.js";
import { found, requireMark } from "../found.js";
import { marked, markOf, unmarked } from "../mark.js";
import type { ProjectSite } from "../project-site.js";

/**
 * Makes the OpenProject project, from a template if there is one. A project of this identifier and name is taken over.
 *
 * @throws NameTakenError when the identifier belongs to a project of another name.
 */
export function projectStep(site: ProjectSite): Step {
  const { projects, jobStatuses } = site.clients.openproject;
  const { name, identifier, description, template } = site.spec;
  const isPublic = site.spec.visibility === "public";
  const settle = async (jobId: string): Promise<void> => {
    await jobStatuses.wait(jobId);
  };
  return {
    id: "openproject.project",
    platform: "openproject",
    title: `Project ${identifier}`,
    async inspect(fresh) {
      const project = await site.project.get(fresh);
      if (project === undefined) {
        if (template !== undefined) await templateDescription(site);
        return absent;
      }
      if (project.name !== name) {
        const message = `The identifier ${identifier} belongs to the project “${project.name}”; choose another one`;
        throw new NameTakenError("openproject", message);
      }
      const text = project.description?.raw ?? "";
      const differences = compare({
        description: [description, unmarked(text)],
        public: [isPublic, project.public],
        active: [true, project.active],
      });
      return found("openproject", identifier, markOf(text), site.spec, differences);
    },
    async apply({ action, isOurs }, takeNote) {
      const project = await site.project.get();
      if (project !== undefined && action !== "create") {
        const text = description ?? unmarked(project.description?.raw ?? "");
        const changes = {
          description: isOurs ? marked(text, identifier) : text,
          public: isPublic,
          active: true,
        };
        site.project.set(await projects.update(project.id, changes));
        return;
      }
      const text = description ?? (await templateDescription(site));
      const params = { name, identifier, description: marked(text, identifier), public: isPublic };
      if (template === undefined) {
        site.project.set(await projects.create(params));
        return;
      }
      const { jobId } = await projects.copy(template, {
        ...params,
        copyMembers: false,
        notify: false,
      });
      await takeNote(jobId);
      await settle(jobId);
      await site.project.get(true);
    },
    settle,
    async compensate() {
      const project = await site.project.get(true);
      if (project === undefined) return;
      requireMark("openproject", markOf(project.description?.raw ?? ""), site.spec);
      await unlessGone(projects.delete(project.id));
    },
  };
}

/** The description a copy starts with. @throws NotFoundError when there is no such template. */
async function templateDescription({ clients, spec }: ProjectSite): Promise<string> {
  if (spec.template === undefined) return "";
  const template = await clients.openproject.projects.get(spec.template);
  return template.description?.raw ?? "";
}
