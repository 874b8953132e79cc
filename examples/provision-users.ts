// Gives the people of a CSV file accounts in Nextcloud and OpenProject and invites them to Zulip, with a progress bar.
//
// Interrupted or killed half-way, it leaves out who is done when it is started with the same file again. What fails is
// printed to standard output, the bar goes to standard error.
import { basename } from "node:path";
import { createPlatform, loadConfig } from "@platformq/config";
import { fileJournal, fromCsv, type ProvisioningRun, ProvisioningService } from "@platformq/orchestration";
import { GOES_ON, runExample, UsageError } from "./support/run-example.js";

const usage = `Gives the people of a CSV file accounts in Nextcloud and OpenProject, and invites them to Zulip.

  npm run example -- provision-users FILE
  npm run example -- provision-users examples/data/users.csv --fakes
`;

await runExample({ usage, interrupted: GOES_ON }, async ({ args, signal, folder }) => {
  const [file, ...more] = args;
  if (file === undefined || more.length > 0) throw new UsageError("Which people? It needs one CSV file.");

  // A file of any length is read as it is needed, so a bar that knows its end takes a first walk through it.
  let total = 0;
  for await (const _ of fromCsv(file)) total++;

  await using platform = createPlatform(loadConfig());
  await using provisioning = new ProvisioningService(platform, {
    // Without `deliver`, Nextcloud mails each new user a link for setting a password: none passes through here.
    nextcloud: { managedGroup: "provisioned" },
    openproject: { groups: ["Everybody"] },
    zulip: {},
    journal: fileJournal(folder),
  });
  const pace = { concurrency: 8, signal };
  const run = provisioning.provisionMany(fromCsv(file), { total, runId: basename(file), ...pace });

  for await (const event of run) {
    if (event.type === "user") {
      showProgress(run, total);
      if (event.state === "failed")
        console.log(`line ${event.line}: ${event.login}: ${event.reason?.message}`);
    } else if (event.type === "waiting") {
      process.stderr.write(`  waiting ${Math.ceil(event.delayMs / 1000)} s: ${event.reason.message}\n`);
    }
  }
  process.stderr.write("\n");

  const { stats, status } = await run.result;
  console.log(
    `${stats.usersCreated} created, ${stats.usersUpdated} updated, ${stats.usersSkipped} left alone, ${stats.usersFailed} failed`,
  );
  if (status === "aborted") signal.throwIfAborted();
  return stats.usersFailed === 0 ? 0 : 1;
});

function showProgress(run: ProvisioningRun, total: number): void {
  const { usersProcessed, etaMs } = run.stats;
  const filled = Math.round((usersProcessed / total) * 30);
  const left = etaMs === undefined ? "" : `${Math.ceil(etaMs / 1000)} s left`;
  const bar = "█".repeat(filled).padEnd(30, "░");
  process.stderr.write(`\r${bar} ${usersProcessed}/${total} ${left.padEnd(12)}`);
}
