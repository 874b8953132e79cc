import { InvalidInputError } from "@platformq/resilience";
import type { Directory } from "./directory.js";
import { type Delivery, type Target, targetKey } from "./jobs.js";
import type { AcceptedNotification, Audience } from "./notification.js";
import type { Templates } from "./template.js";

/**
 * Words a notification, and finds all it is for.
 *
 * @throws InvalidInputError for a template that is not there any more, or takes other data now.
 */
export async function deliveriesOf(
  notification: AcceptedNotification,
  audience: Audience,
  templates: Templates,
  directory: Directory,
): Promise<Delivery[]> {
  const { id, priority, acceptedAt, sequence, template: name } = notification;
  const template = templates[name];
  if (template === undefined) throw new InvalidInputError(`There is no template ${name}`);
  const { text, digest } = template.word(notification.data);
  const targets = await targetsOf(audience, directory);
  const unique = new Map(targets.map((target) => [targetKey(target), target]));
  return [...unique.values()].map((target) => ({
    id,
    target,
    priority,
    text: text.parts,
    digest: { topic: notification.digest ?? name, isAsked: notification.digest !== null, text: digest.parts },
    acceptedAt,
    sequence,
    dueAt: acceptedAt,
    maybeSent: false,
  }));
}

async function targetsOf(audience: Audience, directory: Directory): Promise<Target[]> {
  if ("channel" in audience) {
    return [{ kind: "topic", channel: audience.channel, topic: audience.topic }];
  }
  if ("direct" in audience) return [{ kind: "conversation", who: audience.direct }];
  const people = "users" in audience ? audience.users : await directory.members(audience.group);
  return people.map((who) => ({ kind: "person", who }));
}
