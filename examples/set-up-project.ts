// Sets a project up on the three servers of the environment (or .env), shows each step, and reads it back.
//
//   node --import tsx examples/set-up-project.ts "Apollo Launch" anna:anna@example.com ben:ben@example.com
import { createPlatform, loadConfig } from "@platformq/config";
import { fileJournal, ProjectsService } from "@platformq/orchestration";

const [name = "Apollo Launch", ...people] = process.argv.slice(2);
const members = people.map((person) => {
  const [login = "", email = ""] = person.split(":");
  return { login, email };
});

await using platform = createPlatform(loadConfig());
// Killed half-way, it goes on where it stopped when it is started again.
const projects = new ProjectsService(platform, { journal: fileJournal(".platformq") });
const run = projects.apply({ name, members });
for await (const event of run) {
  if (event.type === "finished") console.log(event.state.padEnd(8), event.title);
}
const report = await run.result;
const { drift } = await projects.status({ name, members });

console.log(report.urls);
for (const { platform: where, title, action } of drift) console.error(`${where}: ${title} needs ${action}`);
process.exitCode = report.status === "complete" && drift.length === 0 ? 0 : 1;
