// Sets a project up on the three servers of the environment (or .env), shows each step, and reads it back.
//
//   node --import tsx examples/set-up-project.ts "Apollo Launch" anna:anna@example.com ben:ben@example.com
import { createPlatform, loadConfig } from "@platformq/config";
import { setupProject, verifyProject } from "@platformq/orchestration";

const [name = "Apollo Launch", ...people] = process.argv.slice(2);
const members = people.map((person) => {
  const [login = "", email = ""] = person.split(":");
  return { login, email };
});

await using platform = createPlatform(loadConfig());
const report = await setupProject(
  platform,
  { name, members },
  {
    onEvent: (event) => {
      if (event.type === "finished") console.log(event.state.padEnd(8), event.title);
    },
  },
);
const { differences } = await verifyProject(platform, { name, members });

console.log(report.urls);
for (const { platform: where, what, actual } of differences) console.error(`${where}: ${what} is ${actual}`);
process.exitCode = report.status === "complete" && differences.length === 0 ? 0 : 1;
