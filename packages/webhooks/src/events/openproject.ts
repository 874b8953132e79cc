import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { type JsonObject, numberAt, objectAt, stringAt } from "../json.js";
import type { Envelope, EventUser, Reading } from "./envelope.js";

const Link = openObject({ href: z.string().nullish(), title: z.string().nullish() });
const Text = openObject({ raw: z.string().nullish(), html: z.string().nullish() });

/** What only the server knows: values in the resource itself, links to options and people in its `_links`. */
type CustomFields = { readonly [field: `customField${number}`]: unknown };

const resource = { id: z.number(), _links: z.record(z.string(), z.unknown()).optional() };

/** A resource as HAL. What is linked is also embedded, beyond what is declared here: `"_embedded" in` finds it. */
const Resource: z.ZodObject<typeof resource, { in: CustomFields; out: CustomFields }> = openObject(resource);

const WorkPackage = Resource.extend({
  /** Grows with every change. */
  lockVersion: z.number().optional(),
  subject: z.string().optional(),
  description: Text.nullish(),
  createdAt: z.string().optional(),
  updatedAt: z.string().optional(),
});

const Project = Resource.extend({
  identifier: z.string().optional(),
  name: z.string().optional(),
  createdAt: z.string().optional(),
  updatedAt: z.string().optional(),
});

const Activity = Resource.extend({ comment: Text.nullish(), createdAt: z.string().optional() });

const TimeEntry = Resource.extend({
  /** An ISO 8601 duration, `PT2H30M`. */
  hours: z.string().nullish(),
  spentOn: z.string().nullish(),
  comment: Text.nullish(),
});

const Attachment = Resource.extend({
  fileName: z.string().optional(),
  fileSize: z.number().nullish(),
  contentType: z.string().nullish(),
  _links: openObject({ container: Link.optional(), downloadLocation: Link.optional() }).optional(),
});

/** Every event of an OpenProject by its own name, which is ours too: where the resource is, and its schema. */
export const openProjectEvents = {
  "work_package:created": openObject({ work_package: WorkPackage }),
  "work_package:updated": openObject({ work_package: WorkPackage }),
  "work_package_comment:comment": openObject({ activity: Activity }),
  "work_package_comment:internal_comment": openObject({ activity: Activity }),
  "project:created": openObject({ project: Project }),
  "project:updated": openObject({ project: Project }),
  "time_entry:created": openObject({ time_entry: TimeEntry }),
  "attachment:created": openObject({ attachment: Attachment }),
} as const;

type Definitions = typeof openProjectEvents;

/** The names of OpenProject's events. */
export type OpenProjectEventType = keyof Definitions;

/** Every event of an OpenProject that has a name here. */
export type OpenProjectEvent = {
  [Type in OpenProjectEventType]: Envelope<"openproject", Type, Type, z.output<Definitions[Type]>>;
}[OpenProjectEventType];

const keys = ["work_package", "activity", "project", "time_entry", "attachment"] as const;

/** Reads a payload of OpenProject: `action`, and the resource under a key of its kind. */
export function readOpenProject(payload: JsonObject): Reading {
  const action = stringAt(payload, "action") ?? "unknown";
  const key = keys.find((name) => objectAt(payload, name) !== undefined);
  const resource = key && objectAt(payload, key);
  return {
    vendorType: action,
    type: Object.hasOwn(openProjectEvents, action) ? action : undefined,
    data: payload,
    resourceId: resource && resourceIdOf(action, resource),
    user: actorOf(action, resource),
    occurredAt: stringAt(resource, "updatedAt") ?? stringAt(resource, "createdAt"),
  };
}

/** A thing is created once; each of its later states is named by its version. */
function resourceIdOf(action: string, resource: JsonObject): string | undefined {
  const id = numberAt(resource, "id");
  if (id === undefined) return undefined;
  if (!action.endsWith(":updated")) return `${action}:${id}`;
  const updatedAt = stringAt(resource, "updatedAt");
  if (updatedAt === undefined) return undefined;
  const lockVersion = numberAt(resource, "lockVersion");
  // Only work packages have one.
  const version = lockVersion === undefined ? updatedAt : `${lockVersion}:${updatedAt}`;
  return `${action}:${id}:${version}`;
}

/** Who created or wrote it. Who changed something is not told. */
function actorOf(action: string, resource: JsonObject | undefined): EventUser | undefined {
  if (action.endsWith(":updated")) return undefined;
  const links = objectAt(resource, "_links");
  const link = objectAt(links, "user") ?? objectAt(links, "author");
  const id = /\/users\/(\d+)$/.exec(stringAt(link, "href") ?? "")?.[1];
  return id === undefined ? undefined : { id, name: stringAt(link, "title") };
}
