import { channels } from "@platformq/resilience";
import { type Platform, platforms, type WebhookEvent } from "@platformq/webhooks";

/** A line of the feed. All of it is text from elsewhere: the page never takes it for markup. */
export interface Entry {
  readonly id: string;
  readonly platform: Platform;
  readonly kind: "event" | "trouble" | "recovery";
  /** ISO 8601. */
  readonly at: string;
  /** What kind of thing happened: `work package created`. */
  readonly what: string;
  /** What it happened to. */
  readonly title: string;
  readonly who?: string | undefined;
  /** How it came, and how we know the sender. */
  readonly how?: string | undefined;
}

/** A message can be 10,000 characters long, and the page keeps hundreds of lines. */
const MAX_TITLE = 200;

/** Puts an event into one line. */
export function entryOf(event: WebhookEvent): Entry {
  const { id, platform, occurredAt, type, vendorType, user, via, verification } = event;
  const title = titleOf(event);
  return {
    id,
    platform,
    kind: "event",
    at: occurredAt,
    what: (type === "unknown" ? vendorType : type).replace(/[_:]+/g, " "),
    title: title.length > MAX_TITLE ? `${title.slice(0, MAX_TITLE)}…` : title,
    who: user?.name ?? user?.id,
    how: via === "webhook" ? `${via} · ${verification}` : via,
  };
}

function titleOf(event: WebhookEvent): string {
  switch (event.name) {
    case "openproject:work_package:created":
    case "openproject:work_package:updated":
      return event.data.work_package.subject ?? `#${event.data.work_package.id}`;
    case "openproject:work_package_comment:comment":
    case "openproject:work_package_comment:internal_comment":
      return event.data.activity.comment?.raw ?? "";
    case "openproject:project:created":
    case "openproject:project:updated":
      return event.data.project.name ?? `#${event.data.project.id}`;
    case "openproject:time_entry:created":
      return [event.data.time_entry.hours, event.data.time_entry.comment?.raw].filter(Boolean).join(" ");
    case "openproject:attachment:created":
      return event.data.attachment.fileName ?? `#${event.data.attachment.id}`;
    case "zulip:message": {
      const { display_recipient, subject, content } = event.data.message;
      const where = typeof display_recipient === "string" ? `#${display_recipient} › ${subject}` : "direct";
      return `${where}: ${content}`;
    }
    case "zulip:reaction:add":
    case "zulip:reaction:remove":
      return `:${event.data.emoji_name}:`;
    default:
      return event.platform === "nextcloud" ? pathOf(event.data) : "";
  }
}

/** Most of what a Nextcloud tells is about a file, or about one and where it went. */
function pathOf(data: unknown): string {
  const path = (value: unknown): string =>
    typeof value === "object" && value !== null && "path" in value ? String(value.path) : "";
  if (typeof data !== "object" || data === null) return "";
  if ("node" in data) return path(data.node);
  return "source" in data && "target" in data ? `${path(data.source)} → ${path(data.target)}` : "";
}

/** Tells of every circuit that opens or closes; half-open in between lasts for one call. */
export function onCircuitChange(listener: (entry: Entry) => void): void {
  channels.circuit.subscribe(({ name, to }) => {
    const platform = platforms.find((service) => name.startsWith(`${service} `));
    if (platform === undefined || to === "half-open") return;
    const at = new Date().toISOString();
    const open = to !== "closed";
    listener({
      id: `${name} ${to} ${at}`,
      platform,
      kind: open ? "trouble" : "recovery",
      at,
      what: open ? "circuit opened" : "circuit closed",
      title: open ? "It failed repeatedly and is left alone for a while" : "It answers again",
    });
  });
}
