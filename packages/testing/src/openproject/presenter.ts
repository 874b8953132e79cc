import { customLinks, customProperties } from "./custom-fields.js";
import { formattable } from "./formattable.js";
import type { Permissions } from "./permissions.js";
import { UNDISCLOSED } from "./request-body.js";
import type {
  OpenProjectGroup,
  OpenProjectMembership,
  OpenProjectProject,
  OpenProjectRecord,
  OpenProjectRole,
  OpenProjectState,
  OpenProjectUser,
} from "./state.js";

export interface Link {
  readonly href: string | null;
  readonly title?: string;
  readonly method?: string;
}

/** Writes resources as HAL. Links to actions appear only where the viewer may take them. */
export class Presenter {
  constructor(
    readonly state: OpenProjectState,
    readonly may: Permissions,
    private readonly prefix: string,
  ) {}

  /** A path of the API, with the folder the server is installed in. */
  href(path: string): string {
    return `${this.prefix}/api/v3${path}`;
  }

  link(path: string, title?: string): Link {
    return title === undefined ? { href: this.href(path) } : { href: this.href(path), title };
  }

  action(path: string, method: "post" | "patch" | "delete", title?: string): Link {
    return { ...this.link(path, title), method };
  }

  user(user: OpenProjectUser): object {
    const { id, login, firstName, lastName, email, admin, status, language, createdAt, updatedAt } = user;
    const name = userName(user);
    const isOpen = this.may.isAdmin || this.may.isSelf(user);
    const filters = JSON.stringify([{ principal: { operator: "=", values: [String(id)] } }]);
    return {
      _type: "User",
      id,
      name,
      createdAt,
      updatedAt,
      ...(isOpen && { login, firstName, lastName, email, admin, status, identityUrl: null, language }),
      avatar: "",
      _links: {
        self: this.link(`/users/${id}`, name),
        memberships: this.link(`/memberships?filters=${encodeURIComponent(filters)}`, "Memberships"),
        showUser: { href: `${this.prefix}/users/${id}`, type: "text/html" },
        ...(this.may.isAdmin && {
          updateImmediately: this.action(`/users/${id}`, "patch", `Update ${login}`),
          lock: this.action(`/users/${id}/lock`, "post", `Set lock on ${login}`),
          delete: this.action(`/users/${id}`, "delete", `Delete ${login}`),
        }),
      },
    };
  }

  group(group: OpenProjectGroup): object {
    const { id, name, createdAt, updatedAt, members } = group;
    return {
      _type: "Group",
      id,
      name,
      createdAt,
      updatedAt,
      _links: {
        self: this.link(`/groups/${id}`, name),
        members: [...members].map((userId) => this.principalLink(userId)),
      },
    };
  }

  placeholderUser({ id, values, createdAt, updatedAt }: OpenProjectRecord): object {
    const name = String(values.name);
    const _links = { self: this.link(`/placeholder_users/${id}`, name) };
    return { _type: "PlaceholderUser", id, name, status: "active", createdAt, updatedAt, _links };
  }

  /** A user, group or placeholder user. */
  principal(id: number): object | undefined {
    const user = this.state.users.get(id);
    if (user) return this.user(user);
    const group = this.state.groups.get(id);
    if (group) return this.group(group);
    const placeholder = this.state.recordsOf("/placeholder_users").get(id);
    return placeholder && this.placeholderUser(placeholder);
  }

  role({ id, name }: OpenProjectRole): object {
    return { _type: "Role", id, name, _links: { self: this.link(`/roles/${id}`, name) } };
  }

  project(project: OpenProjectProject): object {
    const { id, identifier, name, active, description, status, statusExplanation, createdAt, updatedAt } =
      project;
    const path = `/projects/${id}`;
    const filters = JSON.stringify([{ project: { operator: "=", values: [String(id)] } }]);
    return {
      _type: project.workspaceType ?? "Project",
      id,
      identifier,
      name,
      active,
      public: project.public,
      favorited: this.may.favors(project),
      description: formattable(description),
      statusExplanation: formattable(statusExplanation),
      createdAt,
      updatedAt,
      ...customProperties(this.state, project.customValues ?? {}),
      _links: {
        self: this.link(path, name),
        ...customLinks(this, project.customValues ?? {}),
        ...(this.may.has("edit_project", project) && {
          update: this.action(`${path}/form`, "post"),
          updateImmediately: this.action(path, "patch"),
        }),
        ...(this.may.isAdmin && { delete: this.action(path, "delete") }),
        ...(this.may.has("add_work_packages", project) && {
          createWorkPackage: this.action(`${path}/work_packages/form`, "post"),
          createWorkPackageImmediately: this.action(`${path}/work_packages`, "post"),
        }),
        categories: this.link(`${path}/categories`),
        types: this.link(`${path}/types`),
        versions: this.link(`${path}/versions`),
        memberships: this.link(`/memberships?filters=${encodeURIComponent(filters)}`),
        workPackages: this.link(`${path}/work_packages`),
        parent: this.projectLink(project.parentId),
        ancestors: ancestorsOf(this.state, project).map((ancestor) => this.projectLink(ancestor.id)),
        status:
          status === null ? { href: null } : this.link(`/project_statuses/${status}`, statusTitle(status)),
        projectStorages: this.link("/project_storages"),
      },
    };
  }

  /** In a collection nothing is embedded. */
  membership(membership: OpenProjectMembership): object {
    const { id, projectId, principalId, roleIds, createdAt, updatedAt } = membership;
    const project = projectId === null ? undefined : this.state.projects.get(projectId);
    const mayManage = project ? this.may.has("manage_members", project) : this.may.isAdmin;
    return {
      _type: "Membership",
      id,
      createdAt,
      updatedAt,
      _links: {
        self: this.link(`/memberships/${id}`, this.principalName(principalId)),
        schema: this.link("/memberships/schema"),
        ...(mayManage && {
          update: this.action(`/memberships/${id}/form`, "post"),
          updateImmediately: this.action(`/memberships/${id}`, "patch"),
        }),
        project: this.projectLink(projectId),
        principal: this.principalLink(principalId),
        roles: roleIds.map((roleId) => this.link(`/roles/${roleId}`, this.state.roles.get(roleId)?.name)),
      },
    };
  }

  membershipWithParts(membership: OpenProjectMembership): object {
    const { projectId, principalId, roleIds } = membership;
    const project = projectId === null ? undefined : this.state.projects.get(projectId);
    return {
      ...this.membership(membership),
      _embedded: {
        ...(project && { project: this.project(project) }),
        principal: this.principal(principalId),
        roles: roleIds.flatMap((id) => this.state.roles.get(id) ?? []).map((role) => this.role(role)),
      },
    };
  }

  projectLink(id: number | null): Link {
    const project = id === null ? undefined : this.state.projects.get(id);
    if (project === undefined) return { href: null };
    if (!this.may.sees(project)) return { href: UNDISCLOSED, title: "Undisclosed" };
    return this.link(`/projects/${project.id}`, project.name);
  }

  /** A link to what is kept as it was written. */
  recordLink(path: string, id: number | null): Link {
    const record = id === null ? undefined : this.state.recordsOf(path).get(id);
    return record
      ? this.link(`${path}/${record.id}`, String(record.values.name ?? record.values.label ?? ""))
      : { href: null };
  }

  principalLink(id: number | null): Link {
    if (id === null) return { href: null };
    const isPlaceholder = this.state.recordsOf("/placeholder_users").has(id);
    const namespace = this.state.groups.has(id) ? "groups" : isPlaceholder ? "placeholder_users" : "users";
    return this.link(`/${namespace}/${id}`, this.principalName(id));
  }

  principalName(id: number): string {
    const user = this.state.users.get(id);
    if (user) return userName(user);
    const placeholder = this.state.recordsOf("/placeholder_users").get(id);
    return this.state.groups.get(id)?.name ?? String(placeholder?.values.name ?? "");
  }
}

export function userName({ firstName, lastName }: OpenProjectUser): string {
  return `${firstName} ${lastName}`;
}

/** From the root down. */
export function ancestorsOf(state: OpenProjectState, project: OpenProjectProject): OpenProjectProject[] {
  const parent = project.parentId === null ? undefined : state.projects.get(project.parentId);
  return parent ? [...ancestorsOf(state, parent), parent] : [];
}

function statusTitle(code: string): string {
  const words = code.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
