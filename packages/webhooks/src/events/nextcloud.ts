import type { z } from "zod";
import { type JsonObject, numberAt, objectAt, stringAt } from "../json.js";
import type { Envelope, EventUser, Reading } from "./envelope.js";
import { nextcloudEvents } from "./nextcloud-schemas.js";

type Definitions = typeof nextcloudEvents;

/** Our names of Nextcloud's events. */
export type NextcloudEventType = keyof Definitions;

/** Every event of a Nextcloud that has a name here. */
export type NextcloudEvent = {
  [Type in NextcloudEventType]: Envelope<
    "nextcloud",
    Type,
    Definitions[Type][0],
    z.output<Definitions[Type][1]>
  >;
}[NextcloudEventType];

const typeByClass = new Map<string, string>(
  Object.entries(nextcloudEvents).map(([type, [vendorType]]) => [vendorType, type]),
);

/** The app "Webhooks" names the calendar's events by the classes they had before Nextcloud 32. */
const FORMER_CALENDAR = "OCA\\DAV\\Events\\";

/** Reads a payload of any of the senders in a Nextcloud; each has its own frame. */
export function readNextcloud(payload: JsonObject): Reading {
  const event = objectAt(payload, "event");
  const name = stringAt(event, "class");
  // webhook_listeners.
  if (event !== undefined && name !== undefined) {
    return reading(name, event, userOf(payload), numberAt(payload, "time"));
  }
  const flow = stringAt(payload, "eventName");
  if (flow !== undefined) return reading(flow, payload, undefined);
  const eventType = stringAt(payload, "eventType");
  if (eventType !== undefined) {
    const vendorType = eventType.replace(FORMER_CALENDAR, "OCP\\Calendar\\Events\\");
    return reading(vendorType, payload, personOf(payload));
  }
  // Talk speaks Activity Streams: somebody did something.
  return reading(stringAt(payload, "type") ?? "unknown", payload, actorOf(payload));
}

/** Nothing in any of them tells two equal events apart. */
function reading(
  vendorType: string,
  data: JsonObject,
  user: EventUser | undefined,
  seconds?: number | undefined,
): Reading {
  const occurredAt = seconds === undefined ? undefined : seconds * 1000;
  return { vendorType, type: typeByClass.get(vendorType), data, resourceId: undefined, user, occurredAt };
}

function userOf(payload: JsonObject): EventUser | undefined {
  const user = objectAt(payload, "user");
  const id = stringAt(user, "uid");
  return id === undefined ? undefined : { id, name: stringAt(user, "displayName") };
}

function personOf(payload: JsonObject): EventUser | undefined {
  const user = objectAt(payload, "user");
  const id = stringAt(user, "id") ?? stringAt(payload, "userId") ?? stringAt(payload, "sharedBy");
  if (id === undefined) return undefined;
  return { id, name: stringAt(user, "displayName"), email: stringAt(user, "emailAddress") };
}

function actorOf(payload: JsonObject): EventUser | undefined {
  const actor = objectAt(payload, "actor");
  const id = stringAt(actor, "id");
  return id === undefined ? undefined : { id: id.replace(/^users\//, ""), name: stringAt(actor, "name") };
}
