import { NotFoundError } from "@platformq/resilience";
import { memberSteps } from "./apply-steps.js";
import { type Step, there } from "./engine/step.js";
import type { ProjectSite } from "./project-site.js";
import { channelStep } from "./steps/channel.js";
import { projectStep } from "./steps/project.js";
import { projectFolderStep } from "./steps/project-folder.js";

/** What makes people members of a project that is there. */
export function addMemberSteps(site: ProjectSite): Step[] {
  return [
    mustExist(projectFolderStep(site)),
    mustExist(projectStep(site)),
    mustExist(channelStep(site)),
    ...memberSteps(site),
  ];
}

/** Looks whether something is there, and leaves it as it is. */
function mustExist({ id, platform, title, inspect }: Step): Step {
  return {
    id,
    platform,
    title,
    async inspect() {
      if ((await inspect()).action !== "create") return there();
      throw new NotFoundError(`${title} is not there`, "NOT_FOUND", { service: platform, status: 404 });
    },
    async apply() {},
  };
}
