// Reports how a project of OpenProject stands: draws a chart, shares it in Nextcloud and posts it to a channel in Zulip.
//
// A line of cron makes it weekly: 0 8 * * 1. Its own account in Nextcloud keeps all charts, in Reports.
import { createPlatform, loadConfig } from "@platformq/config";
import type { NextcloudClient } from "@platformq/nextcloud";
import { type Conditions, where } from "@platformq/openproject";
import { block } from "@platformq/zulip";
import { runExample, UsageError } from "./support/run-example.js";

const usage = `Counts in a project of OpenProject, draws a chart, shares it by a public link in Nextcloud and posts that to Zulip.

  npm run example -- weekly-report PROJECT CHANNEL
  npm run example -- weekly-report demo-project general --fakes

PROJECT is the identifier in the project's address.
`;

const DAY_MS = 24 * 3600 * 1000;
const today = isoDate(Date.now());
const yesterday = isoDate(Date.now() - DAY_MS);

await runExample({ usage }, async ({ args, signal }) => {
  const [identifier, channel, ...more] = args;
  if (identifier === undefined || channel === undefined || more.length > 0) {
    throw new UsageError("Which project, and where to? It needs a project and a channel.");
  }
  await using platform = createPlatform(loadConfig());
  const { openproject, nextcloud, zulip } = platform;
  const count = async (filters: Conditions): Promise<number> => {
    const params = { filters, pageSize: 1 };
    const { total } = await openproject.workPackages.listInProject(identifier, params, { signal });
    return total ?? 0;
  };

  // The server counts: no list is fetched to be counted here. And nothing is shared where nobody could be told.
  const [{ name }, { groups }, created, closed, overdue] = await Promise.all([
    openproject.projects.get(identifier, { signal }),
    openproject.workPackages.listInProject(identifier, { groupBy: "status", pageSize: 1 }, { signal }),
    count(where("createdAt").lessThanDaysAgo(7)),
    count(where("status").closed().and("updatedAt").lessThanDaysAgo(7)),
    count(where("status").open().and("dueDate").between(undefined, yesterday)),
    zulip.channels.getId(channel, { signal }),
  ]);

  const path = `/Reports/${identifier}/${today}.svg`;
  await nextcloud.files.createFolder(`/Reports/${identifier}`, { recursive: true }, { signal });
  const chart = barChart(groups.map(({ value, count }) => ({ label: String(value), count })));
  await nextcloud.files.upload(path, chart, { contentType: "image/svg+xml" }, { signal });
  const link = await publicLink(nextcloud, path);

  const content = [
    `${block.inlineCode(name)} in the week to ${today}`,
    "",
    "| new | closed | overdue |",
    "|----:|-------:|--------:|",
    `| ${created} | ${closed} | ${overdue} |`,
    "",
    `[All of them by status](${link})`,
  ].join("\n");
  const message = { type: "channel", to: channel, topic: "Weekly report", content } as const;
  await zulip.messages.sendOnce(message, { dedupeKey: path }, { signal });
  console.log(`Posted to ${channel}: ${link}`);
  return 0;
});

/** The link to a file, the one there is or a new one: each that is created is another. */
async function publicLink({ shares }: NextcloudClient, path: string): Promise<string> {
  const { items } = await shares.list({ path });
  const known = items.find(({ shareType }) => shareType === "link");
  const { url } = known ?? (await shares.create({ path, shareType: "link", permissions: ["read"] }));
  if (url === null) throw new Error(`Nextcloud gave no link to ${path}`);
  return url;
}

function barChart(bars: readonly { label: string; count: number }[]): string {
  const highest = Math.max(1, ...bars.map(({ count }) => count));
  const rows = bars.map(({ label, count }, index) => {
    const y = 16 + index * 32;
    const width = Math.round((count / highest) * 280);
    return `<text x="120" y="${y + 16}" text-anchor="end">${escaped(label)}</text>
<rect x="132" y="${y}" width="${width}" height="22" rx="3" fill="#1a67a3"/>
<text x="${140 + width}" y="${y + 16}">${count}</text>`;
  });
  const height = 20 + bars.length * 32;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 ${height}" font-family="sans-serif" font-size="14">
<rect width="480" height="${height}" fill="#fff"/>
${rows.join("\n")}
</svg>
`;
}

function escaped(text: string): string {
  return text.replace(/[<>&]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

function isoDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
