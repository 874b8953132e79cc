import type { FileInfo, Share } from "@platformq/nextcloud";
import type { Membership, Role as OpenProjectRole, Project, Version } from "@platformq/openproject";
import { linkId } from "@platformq/openproject";
import { InvalidInputError } from "@platformq/resilience";
import type { Channel } from "@platformq/zulip";
import type { Clients } from "../clients.js";
import { orMissing } from "../missing.js";
import { Remembered } from "../remembered.js";
import { isSameName } from "../same-name.js";
import type { MemberFinder } from "./find-members.js";
import { FOLDER_MARK, groupId } from "./mark.js";
import type { ProjectSpec } from "./project-spec.js";
import { channelUrl, folderUrl, projectUrl } from "./project-urls.js";
import type { ProjectUrls } from "./report.js";
import { ROLES, type Role } from "./roles.js";

/** A folder, and the identifier of the project whose mark it bears. */
export interface MarkedFolder {
  readonly file: FileInfo;
  readonly mark: string | undefined;
}

/** What is on the three platforms of one project: each part is read when it is needed, and once. */
export class ProjectSite {
  /** The project's folder, from the account's root. */
  readonly path: string;
  readonly folder: Remembered<MarkedFolder | undefined>;
  readonly shares: Remembered<readonly Share[]>;
  /** By role, who is in its group; `undefined` where there is no group. */
  readonly groups: Readonly<Record<Role, Remembered<readonly string[] | undefined>>>;
  readonly project: Remembered<Project | undefined>;
  readonly memberships: Remembered<readonly Membership[]>;
  readonly openprojectRoles: Remembered<readonly OpenProjectRole[]>;
  /** Those the project may use: its own, and what others share. */
  readonly versions: Remembered<readonly Version[]>;
  /** Ids of work packages by subject. */
  readonly workPackages: Remembered<ReadonlyMap<string, number>>;
  readonly channel: Remembered<Channel | undefined>;
  /** Nobody while the channel is archived: Zulip does not tell then. */
  readonly subscribers: Remembered<readonly number[]>;

  constructor(
    readonly clients: Clients,
    readonly spec: ProjectSpec,
    readonly people: MemberFinder,
    private readonly roleNames: Readonly<Record<Role, string>>,
  ) {
    const { nextcloud, openproject, zulip } = clients;
    const { name, identifier, parentFolder } = spec;
    this.path = `${parentFolder}/${name}`;
    this.folder = new Remembered(() => this.readFolder(this.path));
    this.shares = new Remembered(async () => {
      return (await orMissing(nextcloud.shares.list({ path: this.path })))?.items ?? [];
    });
    const members = (role: Role) =>
      new Remembered(() => orMissing(nextcloud.groups.memberIds(groupId(identifier, role))));
    this.groups = { owner: members("owner"), editor: members("editor"), viewer: members("viewer") };
    this.project = new Remembered(() => orMissing(openproject.projects.get(identifier)));
    this.memberships = new Remembered(() => this.#readMemberships());
    this.openprojectRoles = new Remembered(async () => (await openproject.roles.list()).items);
    this.versions = new Remembered(async () => {
      const project = await this.project.get();
      return project === undefined ? [] : (await openproject.versions.listInProject(project.id)).items;
    });
    this.workPackages = new Remembered(() => this.#readWorkPackages());
    this.channel = new Remembered(async () => {
      // By its name alone Zulip finds neither an archived channel nor a private one the account is not subscribed to.
      // Servers before Zulip 10 pass over both parameters, and list the channels the account can read.
      const channels = await zulip.channels.list({ include_all: true, exclude_archived: false });
      return channels.items.find((channel) => isSameName(channel.name, name));
    });
    this.subscribers = new Remembered(async () => {
      const channel = await this.channel.get();
      if (channel === undefined || channel.is_archived) return [];
      return zulip.channels.subscribers(channel.stream_id);
    });
  }

  /** Finds the share of the project's folder with the group of a role. */
  async shareWith(role: Role, fresh?: boolean): Promise<Share | undefined> {
    const id = groupId(this.spec.identifier, role);
    return (await this.shares.get(fresh)).find(
      ({ shareType, shareWith }) => shareType === "group" && shareWith === id,
    );
  }

  /** Finds the membership of a user in the OpenProject project. */
  async membershipOf(userId: number, fresh?: boolean): Promise<Membership | undefined> {
    const memberships = await this.memberships.get(fresh);
    return memberships.find(({ _links }) => linkId(_links.principal) === userId);
  }

  /** The id of the OpenProject role for a role. @throws InvalidInputError naming the roles there are. */
  async openprojectRole(role: Role): Promise<number> {
    const roles = await this.openprojectRoles.get();
    const name = this.roleNames[role];
    const found = roles.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (found !== undefined) return found.id;
    const names = roles.map((one) => one.name).join(", ");
    throw new InvalidInputError(`OpenProject has no role “${name}”; it has: ${names}`, {
      service: "openproject",
    });
  }

  /** The ids of the OpenProject roles for all roles, as far as they exist there. */
  async knownOpenProjectRoles(): Promise<ReadonlyMap<number, Role>> {
    const roles = await this.openprojectRoles.get();
    return new Map(
      ROLES.flatMap((role) => {
        const found = roles.find(({ name }) => name.toLowerCase() === this.roleNames[role].toLowerCase());
        return found === undefined ? [] : [[found.id, role] as const];
      }),
    );
  }

  /** Finds a version of the project's own. One that another project shares is no matter of this one. */
  async ownVersion(name: string, fresh?: boolean): Promise<Version | undefined> {
    const id = (await this.project.get())?.id;
    return (await this.versions.get(fresh)).find(
      (version) => linkId(version._links.definingProject) === id && isSameName(version.name, name),
    );
  }

  /** Reads a folder with its mark; `undefined` when it is not there. */
  async readFolder(path: string): Promise<MarkedFolder | undefined> {
    const { files } = this.clients.nextcloud;
    const file = await orMissing(files.stat(path));
    if (file === undefined) return undefined;
    const { [FOLDER_MARK]: mark } = await files.properties(path, [FOLDER_MARK]);
    return { file, mark };
  }

  /** Where people find the project; what cannot be read is left out. */
  async urls(fresh?: boolean): Promise<ProjectUrls> {
    const [folder, project, channel] = await Promise.all([
      this.folder.get(fresh).catch(() => undefined),
      this.project.get(fresh).catch(() => undefined),
      this.channel.get(fresh).catch(() => undefined),
    ]);
    return {
      folder: folder && folderUrl(this.clients, folder.file.fileId),
      project: project && projectUrl(this.clients, project.identifier),
      channel: channel && channelUrl(this.clients, channel.stream_id, channel.name),
    };
  }

  async #readMemberships(): Promise<Membership[]> {
    const project = await this.project.get();
    const memberships: Membership[] = [];
    if (project === undefined) return memberships;
    const filters = [{ project: { operator: "=" as const, values: [project.id] } }];
    for await (const membership of await this.clients.openproject.memberships.list({ filters })) {
      memberships.push(membership);
    }
    return memberships;
  }

  async #readWorkPackages(): Promise<ReadonlyMap<string, number>> {
    const project = await this.project.get();
    const bySubject = new Map<string, number>();
    if (project === undefined) return bySubject;
    const { workPackages } = this.clients.openproject;
    for await (const { id, subject } of await workPackages.listInProject(project.id)) {
      if (!bySubject.has(subject)) bySubject.set(subject, id);
    }
    return bySubject;
  }
}
