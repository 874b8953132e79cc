import type { Step } from "./engine/step.js";
import type { ProjectSite } from "./project-site.js";
import { ROLES } from "./roles.js";
import { channelStep } from "./steps/channel.js";
import { channelFolderStep } from "./steps/channel-folder.js";
import { channelPermissionsStep } from "./steps/channel-permissions.js";
import { folderLinkStep } from "./steps/folder-link.js";
import { groupStep } from "./steps/group.js";
import { groupMemberStep } from "./steps/group-member.js";
import { membershipStep } from "./steps/membership.js";
import { parentFolderStep } from "./steps/parent-folder.js";
import { projectStep } from "./steps/project.js";
import { projectFolderStep } from "./steps/project-folder.js";
import { shareStep } from "./steps/share.js";
import { subfolderSteps } from "./steps/subfolder.js";
import { subscriptionStep } from "./steps/subscription.js";
import { typesStep } from "./steps/types.js";
import { versionStep } from "./steps/version.js";
import { welcomeStep } from "./steps/welcome.js";
import { workPackageStep } from "./steps/work-package.js";

/** All that makes a project, each step after those it needs. */
export function applySteps(site: ProjectSite): Step[] {
  const { types, versions, workPackages, channelFolder, folderLink = workPackages[0]?.subject } = site.spec;
  return [
    parentFolderStep(site),
    ...(channelFolder === undefined ? [] : [channelFolderStep(site, channelFolder)]),
    ...coreSteps(site),
    ...subfolderSteps(site),
    ...(types.length > 0 ? [typesStep(site)] : []),
    ...versions.map((version) => versionStep(site, version)),
    ...workPackages.map((workPackage) => workPackageStep(site, workPackage)),
    ...(folderLink === undefined ? [] : [folderLinkStep(site, folderLink)]),
    welcomeStep(site),
  ];
}

/** What every project has, and who is in it. */
export function coreSteps(site: ProjectSite): Step[] {
  return [projectFolderStep(site), projectStep(site), channelStep(site), ...memberSteps(site)];
}

/** What makes people members everywhere. */
export function memberSteps(site: ProjectSite): Step[] {
  const { members } = site.spec;
  const roles = ROLES.filter((role) => members.some((member) => member.role === role));
  return [
    ...roles.map((role) => groupStep(site, role)),
    ...roles.map((role) => shareStep(site, role)),
    ...members.map((member) => groupMemberStep(site, member)),
    ...members.map((member) => membershipStep(site, member)),
    ...members.map((member) => subscriptionStep(site, member)),
    channelPermissionsStep(site),
  ];
}
