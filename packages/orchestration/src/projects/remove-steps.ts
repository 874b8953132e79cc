import { unlessGone } from "../missing.js";
import { gone, type Inspection, leftOver, type Step, there, unwanted } from "./engine/step.js";
import { NOT_OURS } from "./found.js";
import { groupId, markOf } from "./mark.js";
import type { ProjectSite } from "./project-site.js";
import { ROLES, type Role } from "./roles.js";
import { CHANNEL_REMAINS } from "./steps/channel.js";

/** What takes a project away, as far as runs of it made it. */
export function removeSteps(site: ProjectSite): Step[] {
  return [
    ...ROLES.map((role) => endShareStep(site, role)),
    ...ROLES.map((role) => deleteGroupStep(site, role)),
    deleteFolderStep(site),
    deleteProjectStep(site),
    archiveChannelStep(site),
  ];
}

function endShareStep(site: ProjectSite, role: Role): Step {
  return {
    id: `nextcloud.end-share:${role}`,
    platform: "nextcloud",
    title: `Share with ${role}s`,
    async inspect(fresh) {
      return (await site.shareWith(role, fresh)) === undefined ? gone : unwanted;
    },
    async apply() {
      const share = await site.shareWith(role);
      if (share) await unlessGone(site.clients.nextcloud.shares.delete(share.id));
    },
  };
}

function deleteGroupStep(site: ProjectSite, role: Role): Step {
  return {
    id: `nextcloud.delete-group:${role}`,
    platform: "nextcloud",
    title: `Group of ${role}s`,
    after: [`nextcloud.end-share:${role}`],
    async inspect(fresh) {
      return (await site.groups[role].get(fresh)) === undefined ? gone : unwanted;
    },
    apply: () => unlessGone(site.clients.nextcloud.groups.delete(groupId(site.spec.identifier, role))),
  };
}

function deleteFolderStep(site: ProjectSite): Step {
  return {
    id: "nextcloud.delete-folder",
    platform: "nextcloud",
    title: `Folder ${site.path}`,
    after: ROLES.map((role) => `nextcloud.end-share:${role}`),
    async inspect(fresh) {
      const folder = await site.folder.get(fresh);
      return folder === undefined ? gone : removable(site, folder.mark);
    },
    async apply() {
      // It goes to the trash.
      await unlessGone(site.clients.nextcloud.files.delete(site.path));
      site.folder.set(undefined);
    },
  };
}

function deleteProjectStep(site: ProjectSite): Step {
  const { identifier } = site.spec;
  return {
    id: "openproject.delete",
    platform: "openproject",
    title: `Project ${identifier}`,
    async inspect(fresh) {
      const project = await site.project.get(fresh);
      return project === undefined ? gone : removable(site, markOf(project.description?.raw ?? ""));
    },
    async apply() {
      await unlessGone(site.clients.openproject.projects.delete(identifier));
      site.project.set(undefined);
    },
  };
}

function archiveChannelStep(site: ProjectSite): Step {
  return {
    id: "zulip.archive",
    platform: "zulip",
    title: `Channel ${site.spec.name}`,
    async inspect(fresh) {
      const channel = await site.channel.get(fresh);
      if (channel === undefined) return gone;
      if (channel.is_archived) return there();
      return removable(site, markOf(channel.description));
    },
    async apply() {
      const channel = await site.channel.get();
      if (channel) await site.clients.zulip.channels.archive(channel.stream_id);
    },
    remains: CHANNEL_REMAINS,
  };
}

function removable({ spec }: ProjectSite, mark: string | undefined): Inspection {
  return mark === spec.identifier ? unwanted : leftOver(NOT_OURS);
}
