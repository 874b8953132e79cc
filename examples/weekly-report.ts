// Reports how a project of OpenProject stands: draws a chart, shares it in Nextcloud and posts it to a channel in Zulip.
//
//   node --import tsx examples/weekly-report.ts apollo general
//
// A line of cron makes it weekly: 0 8 * * 1. Its own account in Nextcloud keeps all charts, in Reports.
import { createPlatform, loadConfig } from "@platformq/config";
import { ShareType } from "@platformq/nextcloud";
import { type Conditions, where } from "@platformq/openproject";
import { block } from "@platformq/zulip";

const [identifier = "apollo", channel = "general"] = process.argv.slice(2);
const DAY_MS = 24 * 3600 * 1000;
const today = isoDate(Date.now());
const yesterday = isoDate(Date.now() - DAY_MS);

await using platform = createPlatform(loadConfig());
const { openproject, nextcloud, zulip } = platform;

// The server counts: no list is fetched to be counted here.
const [{ name }, { groups }, created, closed, overdue] = await Promise.all([
  openproject.projects.get(identifier),
  openproject.workPackages.listInProject(identifier, { groupBy: "status", pageSize: 1 }),
  count(where("createdAt").lessThanDaysAgo(7)),
  count(where("status").closed().and("updatedAt").lessThanDaysAgo(7)),
  count(where("status").open().and("dueDate").between(undefined, yesterday)),
]);

const path = `/Reports/${identifier}/${today}.svg`;
await nextcloud.files.createFolder(`/Reports/${identifier}`, { recursive: true });
const chart = barChart(groups.map(({ value, count }) => ({ label: String(value), count })));
await nextcloud.files.upload(path, chart, { contentType: "image/svg+xml" });
const link = await publicLink(path);

const content = [
  `${block.inlineCode(name)} in the week to ${today}`,
  "",
  "| new | closed | overdue |",
  "|----:|-------:|--------:|",
  `| ${created} | ${closed} | ${overdue} |`,
  "",
  `[All of them by status](${link})`,
].join("\n");
await zulip.messages.sendOnce(
  { type: "channel", to: channel, topic: "Weekly report", content },
  { dedupeKey: path },
);
console.log(`Posted to ${channel}: ${link}`);

async function count(filters: Conditions): Promise<number> {
  const { total } = await openproject.workPackages.listInProject(identifier, { filters, pageSize: 1 });
  return total ?? 0;
}

/** The link to a file, the one there is or a new one: each that is created is another. */
async function publicLink(path: string): Promise<string> {
  const { items } = await nextcloud.shares.list({ path });
  const known = items.find(({ shareType }) => shareType === ShareType.link);
  const { url } =
    known ?? (await nextcloud.shares.create({ path, shareType: "link", permissions: ["read"] }));
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
