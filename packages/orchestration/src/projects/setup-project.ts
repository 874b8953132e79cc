import type { Share } from "@platformq/nextcloud";
import type { Project, Role } from "@platformq/openproject";
import type { Clients } from "../clients.js";
import { Remembered } from "../remembered.js";
import { MemberFinder } from "./find-members.js";
import { type ProjectPlan, type ProjectSpec, planProject } from "./project-spec.js";
import { channelUrl, folderUrl, projectUrl } from "./project-urls.js";
import type { ProjectUrls, SetupReport, StepEvent } from "./report.js";
import { runSteps, type Step } from "./run-steps.js";
import { channelStep } from "./steps/channel.js";
import { folderStep } from "./steps/folder.js";
import { membershipStep } from "./steps/membership.js";
import { projectStep } from "./steps/project.js";
import { shareStep } from "./steps/share.js";
import { subscriptionStep } from "./steps/subscription.js";
import { welcomeStep } from "./steps/welcome.js";

export interface SetupOptions {
  /** Hears of every step as it begins and ends. */
  onEvent?: ((event: StepEvent) => void) | undefined;
}

/**
 * Sets a project up on all three platforms: folders shared with its members, a project they belong to, a channel they
 * are subscribed to, and a welcome message with links to both.
 *
 * Every step looks first and creates only what is missing, so running it again changes nothing, and running it after
 * a failure goes on where it stopped. A step that fails does not hold the others up; the report names them all.
 *
 * @throws InvalidInputError for a spec that cannot be carried out, before anything is sent.
 */
export async function setupProject(
  clients: Clients,
  spec: ProjectSpec,
  options: SetupOptions = {},
): Promise<SetupReport> {
  const plan = planProject(spec);
  const setup = new ProjectSetup(clients, plan);
  const steps = await runSteps(setup.steps(), options.onEvent);
  return {
    name: plan.name,
    identifier: plan.identifier,
    status: steps.every(({ state }) => state !== "failed" && state !== "skipped") ? "complete" : "partial",
    changed: steps.some(({ state }) => state === "created" || state === "updated"),
    urls: setup.urls,
    steps,
  };
}

/** What the steps of one run find out for each other. */
class ProjectSetup {
  urls: ProjectUrls = {};
  #project: Project | undefined;
  #channelId: number | undefined;

  constructor(
    private readonly clients: Clients,
    private readonly plan: ProjectPlan,
  ) {}

  steps(): Step[] {
    const { clients, plan } = this;
    const finder = new MemberFinder(clients);
    const shares = new Remembered<readonly Share[]>(
      async () => (await clients.nextcloud.shares.list({ path: plan.folder })).items,
    );
    const roles = new Remembered<readonly Role[]>(async () => (await clients.openproject.roles.list()).items);

    const folder = this.#folderStep();
    const folders = plan.folders.map((name) => folderStep(clients, `${plan.folder}/${name}`, [folder.id]));
    const project = projectStep(clients, plan, (found) => {
      this.#project = found;
      this.urls = { ...this.urls, project: projectUrl(clients, found.identifier) };
    });
    const channel = channelStep(clients, plan, (id) => {
      this.#channelId = id;
      this.urls = { ...this.urls, channel: channelUrl(clients, id, plan.name) };
    });
    const perMember = plan.members.map((member) => ({
      share: shareStep(clients, plan, member, finder, shares, folder.id),
      membership: membershipStep(clients, plan, member, finder, roles, () => known(this.#project)),
      subscription: subscriptionStep(clients, plan, member, finder, () => known(this.#channelId)),
    }));
    const subscriptions = perMember.map(({ subscription }) => subscription);
    const welcome = welcomeStep(
      clients,
      plan,
      () => ({ channelId: known(this.#channelId), urls: this.urls }),
      [folder.id, project.id, channel.id],
      subscriptions.map(({ id }) => id),
    );
    return [
      folder,
      ...folders,
      project,
      channel,
      ...perMember.map(({ share }) => share),
      ...perMember.map(({ membership }) => membership),
      ...subscriptions,
      welcome,
    ];
  }

  /** The project's folder, whose id its link is made of. */
  #folderStep(): Step {
    const { clients, plan } = this;
    const step = folderStep(clients, plan.folder);
    return {
      ...step,
      run: async () => {
        const state = await step.run();
        const { fileId } = await clients.nextcloud.files.stat(plan.folder);
        this.urls = { ...this.urls, folder: folderUrl(clients, fileId) };
        return state;
      },
    };
  }
}

/** A step runs only after those it needs, so what they found is there. */
function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("a step ran before the one it needs");
  return value;
}
