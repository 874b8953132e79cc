import { createPlatform, loadConfig } from "@platformq/config";
import { type Fakes, startFakes } from "../../scripts/fakes/start-fakes.js";

/** Starts embedded servers with something to find on them, and leads this process to them. */
export async function useFakes(): Promise<Fakes> {
  const servers = await startFakes();
  const { nextcloud, zulip, openproject } = servers;
  await fill(servers);
  // As anybody would set them: an example reads its environment and cannot tell.
  Object.assign(process.env, servers.env);
  process.stderr.write(`Embedded servers, for as long as this runs; nothing leaves this machine:
  Nextcloud ${nextcloud.url}, Zulip ${zulip.url}, OpenProject ${openproject.url}
`);
  return servers;
}

/** Makes the project that a new OpenProject has, with work packages 1 to 3. */
async function fill({ env }: Fakes): Promise<void> {
  await using platform = createPlatform(loadConfig({ env, envFile: false, services: ["openproject"] }));
  const { projects, workPackages } = platform.openproject;
  const { id: project } = await projects.create({ name: "Demo project" });
  await workPackages.create({ project, subject: "Organize open source conference", status: "In progress" });
  await workPackages.create({ project, subject: "Set date and location", status: "Closed" });
  await workPackages.create({ project, subject: "Send invitation to speakers", dueDate: "2026-01-05" });
}
