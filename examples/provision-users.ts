// Gives the people of a CSV file accounts in Nextcloud and OpenProject and invites them to Zulip, with a progress bar.
//
//   node --import tsx examples/provision-users.ts examples/data/users.csv
//
// Killed half-way, it leaves out who is done when it is started with the same file again. What fails is printed to
// standard output, the bar goes to standard error.
import { basename } from "node:path";
import { createPlatform, loadConfig } from "@platformq/config";
import { fileJournal, fromCsv, ProvisioningService } from "@platformq/orchestration";

const [file = "examples/data/users.csv"] = process.argv.slice(2);

// A file of any length is read as it is needed, so a bar that knows its end takes a first walk through it.
let total = 0;
for await (const _ of fromCsv(file)) total++;

await using platform = createPlatform(loadConfig());
await using provisioning = new ProvisioningService(platform, {
  // Without `deliver`, Nextcloud mails each new user a link for setting a password: none passes through here.
  nextcloud: { managedGroup: "provisioned" },
  openproject: { groups: ["Everybody"] },
  zulip: {},
  journal: fileJournal(".platformq"),
});
const run = provisioning.provisionMany(fromCsv(file), { total, concurrency: 8, runId: basename(file) });

for await (const event of run) {
  if (event.type === "user") {
    showProgress();
    if (event.state === "failed") console.log(`line ${event.line}: ${event.login}: ${event.reason?.message}`);
  } else if (event.type === "waiting") {
    process.stderr.write(`  waiting ${Math.ceil(event.delayMs / 1000)} s: ${event.reason.message}\n`);
  }
}
process.stderr.write("\n");

const { stats } = await run.result;
console.log(
  `${stats.usersCreated} created, ${stats.usersUpdated} updated, ${stats.usersSkipped} left alone, ${stats.usersFailed} failed`,
);
process.exitCode = stats.usersFailed === 0 ? 0 : 1;

function showProgress(): void {
  const { usersProcessed, etaMs } = run.stats;
  const filled = Math.round((usersProcessed / total) * 30);
  const left = etaMs === undefined ? "" : `${Math.ceil(etaMs / 1000)} s left`;
  const bar = "█".repeat(filled).padEnd(30, "░");
  process.stderr.write(`\r${bar} ${usersProcessed}/${total} ${left.padEnd(12)}`);
}
