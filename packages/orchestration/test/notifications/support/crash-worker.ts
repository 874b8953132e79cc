// A process that is going to be killed: `crash-worker.ts <settings as JSON>`. It sends as many notifications as it is told
// to, says so, and works off the queue until then.
import { lmdbQueue } from "@platformq/queue/lmdb";
import { ZulipClient } from "@platformq/zulip";
import { NotificationService } from "../../../src/notifications/notification-service.js";
import { noteTemplates } from "./note-templates.js";

/** What the process is told. */
export interface CrashSettings {
  readonly queuePath: string;
  readonly zulip: { readonly baseUrl: string; readonly email: string; readonly apiKey: string };
  readonly count: number;
  readonly digest: string | undefined;
}

const settings: CrashSettings = JSON.parse(process.argv[2] ?? "");
const { queuePath, zulip, count, digest } = settings;
const service = new NotificationService(
  { zulip: new ZulipClient({ ...zulip, rateLimit: false }) },
  {
    templates: noteTemplates,
    queue: lmdbQueue({ path: queuePath, leaseMs: 300, pollMs: 20 }),
    digest: { maxAgeMs: 400 },
  },
);
const audience = { users: ["anna@example.com"] };
await Promise.all(
  Array.from({ length: count }, (_, index) =>
    service.send({ audience, template: "note", data: { text: `number ${index}` }, digest }),
  ),
);
process.stdout.write("accepted\n");
