// Sets a project up on the three servers, shows each step, and reads it back.
import { createPlatform, loadConfig } from "@platformq/config";
import { fileJournal, ProjectsService } from "@platformq/orchestration";
import { GOES_ON, runExample, UsageError } from "./support/run-example.js";

const usage = `Sets a project up on Nextcloud, OpenProject and Zulip, shows each step, and reads it back.

  npm run example -- set-up-project NAME [LOGIN:EMAIL]...
  npm run example -- set-up-project "Apollo Launch" anna:anna@example.com ben:ben@example.com --fakes
`;

await runExample({ usage, interrupted: GOES_ON }, async ({ args, signal, folder }) => {
  const [name = "", ...people] = args;
  if (name.trim() === "") throw new UsageError("Which project? It needs a name.");
  const members = people.map(readMember);

  await using platform = createPlatform(loadConfig());
  // Interrupted or killed half-way, it goes on where it stopped when it is started again.
  const projects = new ProjectsService(platform, { journal: fileJournal(folder) });
  const run = projects.apply({ name, members }, { signal });
  for await (const event of run) {
    if (event.type === "finished") {
      console.log(event.state.padEnd(8), event.title);
      if (event.error !== undefined) console.error(`         ${event.error.message}`);
    } else if (event.type === "waiting") {
      console.log(`waiting  ${event.title}: ${event.platform} asks for ${Math.ceil(event.waitMs / 1000)} s`);
    }
  }
  const report = await run.result;
  const { drift } = await projects.status({ name, members });

  console.log(report.urls);
  for (const { platform: where, title, action } of drift) console.error(`${where}: ${title} needs ${action}`);
  return report.status === "complete" && drift.length === 0 ? 0 : 1;
});

function readMember(person: string): { login: string; email: string } {
  const [login = "", email = ""] = person.split(":");
  if (login === "" || !email.includes("@")) throw new UsageError(`${person} is not of the form LOGIN:EMAIL`);
  return { login, email };
}
