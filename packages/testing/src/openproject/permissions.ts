import { missingPermission, notFound } from "./errors.js";
import type { OpenProjectProject, OpenProjectState, OpenProjectUser } from "./state.js";

/** What one user may do. */
export class Permissions {
  constructor(
    private readonly state: OpenProjectState,
    private readonly user: OpenProjectUser | undefined,
  ) {}

  get isAdmin(): boolean {
    return this.user?.admin ?? false;
  }

  isSelf(user: OpenProjectUser): boolean {
    return user.id === this.user?.id;
  }

  favors(project: OpenProjectProject): boolean {
    return this.state.favorites.has(`${this.user?.id}/${project.id}`);
  }

  /** Archived projects are for administrators only. */
  sees(project: OpenProjectProject): boolean {
    if (this.isAdmin) return true;
    return project.active && (project.public || this.#permissionsIn(project).size > 0);
  }

  has(permission: string, project: OpenProjectProject): boolean {
    return this.isAdmin || this.#permissionsIn(project).has(permission);
  }

  /** @throws OpenProjectError 404 if the project is not there or invisible */
  visibleProject(project: OpenProjectProject | undefined): OpenProjectProject {
    if (project === undefined || !this.sees(project)) throw notFound();
    return project;
  }

  /** @throws OpenProjectError 403 */
  require(permission: string, project: OpenProjectProject): void {
    if (!this.has(permission, project)) throw missingPermission();
  }

  /** @throws OpenProjectError 403 */
  requireAdmin(): void {
    if (!this.isAdmin) throw missingPermission();
  }

  #permissionsIn(project: OpenProjectProject): Set<string> {
    const { user, state } = this;
    if (user === undefined) return new Set();
    const own = [...state.memberships.values()].filter(({ projectId, principalId }) => {
      const isOwn = principalId === user.id || state.groups.get(principalId)?.members.has(user.id) === true;
      return projectId === project.id && isOwn;
    });
    return new Set(
      own.flatMap(({ roleIds }) => roleIds.flatMap((id) => [...(state.roles.get(id)?.permissions ?? [])])),
    );
  }
}
