import type { HomeFile, HomeTemplate } from "./provisioning-options.js";
import type { ProvisioningStep, StepPlan, UserContext } from "./provisioning-step.js";
import type { UserClients } from "./user-clients.js";
import type { ProvisionedUser } from "./user-spec.js";

const NO_CREDENTIAL = { code: "NO_CREDENTIAL", message: "no credential" };

/**
 * Writes folders and files into new homes. Administrators may not write into others' homes, so it signs in as the new
 * user, with the password that nobody else has yet.
 */
export class HomeContent implements ProvisioningStep {
  readonly name = "home";
  readonly #folders: readonly string[];
  readonly #files: readonly HomeFile[];

  constructor(
    private readonly userClients: UserClients,
    { folders = [], files = [] }: HomeTemplate,
    private readonly withPassword: boolean,
  ) {
    this.#folders = [...new Set([...folders, ...files.flatMap(({ path }) => parentOf(path) ?? [])])];
    this.#files = files;
  }

  async plan(user: ProvisionedUser, context: UserContext): Promise<StepPlan> {
    // With a link mailed to the user there is no password of ours; and signing in would make the link invalid.
    if (!context.isNew || !this.withPassword) return { state: "skipped", reason: NO_CREDENTIAL };
    return { state: "created", apply: () => this.#write(user, context) };
  }

  async #write(user: ProvisionedUser, { password, request }: UserContext): Promise<void> {
    await using client = this.userClients.signIn(user.login, password);
    // One after another: the password is checked once, before the requests that follow.
    for (const folder of this.#folders) {
      await client.files.createFolder(folder, { recursive: true }, request);
    }
    for (const { path, content } of this.#files) {
      const written = typeof content === "function" ? content(user) : content;
      await client.files.upload(path, written, {}, request);
    }
  }
}

function parentOf(path: string): string | undefined {
  const parent = path.replace(/\/*[^/]+\/*$/, "");
  return parent === "" ? undefined : parent;
}
