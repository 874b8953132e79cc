import { setTimeout as sleep } from "node:timers/promises";
import type { Platform } from "@platformq/config";
import { environmentOf, type MockServers, startMockServers } from "@platformq/testing";
import { type SignedRequest, signNextcloud, signOpenProject } from "@platformq/webhooks";

/** Three servers of our own, and the variables that lead to them. */
export type DemoServers = MockServers & { readonly env: Readonly<Record<string, string>> };

/** What the fakes sign their webhooks with. */
const SECRET = "demo";

/** Starts the three fakes; nothing leaves this machine. */
export async function startDemo(): Promise<DemoServers> {
  const servers = await startMockServers();
  const env = {
    ...environmentOf(servers),
    NEXTCLOUD_WEBHOOK_SECRET: SECRET,
    ZULIP_WEBHOOK_TOKEN: SECRET,
    OPENPROJECT_WEBHOOK_SECRET: SECRET,
    CIRCUIT_BREAKER_THRESHOLD: "3",
    CIRCUIT_BREAKER_TIMEOUT: "8",
    MAX_RETRIES: "1",
  };
  return { ...servers, env };
}

interface Demo {
  readonly platform: Platform;
  readonly servers: DemoServers | undefined;
  /** Where the monitor receives webhooks. */
  readonly url: string;
  readonly signal: AbortSignal;
}

const tasks = ["Write the launch plan", "Book the meeting room", "Review the budget", "Invite the speakers"];
const words = ["Who has the latest numbers?", "The plan is in the folder.", "See you at ten.", "Done!"];
const files = ["plan.md", "budget.ods", "agenda.odt", "logo.svg"];

/** Works on the three platforms as people would, has them send webhooks, and lets one break down now and then. */
export async function keepBusy({ platform, servers, url, signal }: Demo): Promise<void> {
  if (servers === undefined) return;
  const { nextcloud, zulip, openproject } = platform;
  const send = (service: string, signed: SignedRequest) =>
    fetch(`${url}/webhooks/${service}`, { method: "POST", ...signed, signal });

  const project = await openproject.projects.create({ name: "Apollo Launch" });
  await zulip.channels.subscribe({ subscriptions: [{ name: "Apollo Launch" }] });
  await nextcloud.files.createFolder("Apollo Launch");

  const work = [
    async (round: number) => {
      const subject = pick(tasks, round);
      const { id } = await openproject.workPackages.create({ project: project.id, subject });
      const at = new Date().toISOString();
      const _links = { author: { href: "/api/v3/users/5", title: "Anna Berg" } };
      const work_package = { id, subject, createdAt: at, updatedAt: at, _links };
      await send("openproject", signOpenProject({ action: "work_package:created", work_package }, SECRET));
    },
    async (round: number) => {
      const to = "Apollo Launch";
      await zulip.messages.send({ type: "channel", to, topic: "Planning", content: pick(words, round) });
    },
    async (round: number) => {
      const path = `Apollo Launch/${pick(files, round)}`;
      await nextcloud.files.upload(path, `Round ${round}\n`);
      const event = {
        class: "OCP\\Files\\Events\\Node\\NodeWrittenEvent",
        node: { id: 7, path: `/ben/files/${path}` },
      };
      const user = { uid: "ben", displayName: "Ben Okafor" };
      const body = { event, user, time: Math.floor(Date.now() / 1000) };
      await send("nextcloud", signNextcloud(body, { secret: SECRET }));
    },
  ];

  for (let round = 0; !signal.aborted; round++) {
    // Three quarters of a minute of good weather, then OpenProject is away for a while.
    if (round % 60 === 35) servers.openproject.faults.down({ status: 502 });
    if (round % 60 === 48) servers.openproject.faults.up();
    servers.nextcloud.faults.next({ delayMs: Math.random() * 60 });
    // What fails shows on the page.
    await Promise.allSettled(work.map((task) => task(round)));
    await sleep(1_200, undefined, { signal }).catch(() => {});
  }
}

const pick = (list: readonly string[], round: number): string => list[round % list.length] ?? "";
