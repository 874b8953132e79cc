import { Permission } from "@platformq/nextcloud";
import { compare, gone, type Step, there } from "./engine/step.js";
import type { ProjectSite } from "./project-site.js";
import { ROLES, type Role } from "./roles.js";

/** What puts a project away: nobody writes in it any more, and nothing of it is lost. Applying it brings it back. */
export function archiveSteps(site: ProjectSite): Step[] {
  return [
    ...ROLES.map((role) => readOnlyStep(site, role)),
    archiveProjectStep(site),
    archiveChannelStep(site),
  ];
}

function readOnlyStep(site: ProjectSite, role: Role): Step {
  return {
    id: `nextcloud.read-only:${role}`,
    platform: "nextcloud",
    title: `Share with ${role}s for reading`,
    async inspect(fresh) {
      const share = await site.shareWith(role, fresh);
      return share === undefined
        ? gone
        : there(compare({ permissions: [Permission.read, share.permissionBits] }));
    },
    async apply() {
      const share = await site.shareWith(role);
      if (share) await site.clients.nextcloud.shares.update(share.id, { permissions: Permission.read });
    },
  };
}

function archiveProjectStep(site: ProjectSite): Step {
  return {
    id: "openproject.archive",
    platform: "openproject",
    title: `Archived project ${site.spec.identifier}`,
    async inspect(fresh) {
      const project = await site.project.get(fresh);
      return project === undefined ? gone : there(compare({ active: [false, project.active] }));
    },
    async apply() {
      const project = await site.project.get();
      if (project) await site.clients.openproject.projects.archive(project.id);
    },
  };
}

function archiveChannelStep(site: ProjectSite): Step {
  return {
    id: "zulip.archive",
    platform: "zulip",
    title: `Archived channel ${site.spec.name}`,
    async inspect(fresh) {
      const channel = await site.channel.get(fresh);
      return channel === undefined
        ? gone
        : there(compare({ archived: [true, channel.is_archived ?? false] }));
    },
    async apply() {
      const channel = await site.channel.get();
      if (channel) await site.clients.zulip.channels.archive(channel.stream_id);
    },
  };
}
