import type { EventsByPlatform, WebhookEvent } from "../events/event.js";
import { isKnownBeginning, isKnownName } from "../events/known-names.js";
import type { Platform } from "../platform.js";

type Unknown<P extends Platform> = Extract<EventsByPlatform[P], { type: "unknown" }>;
type Named<P extends Platform> = Exclude<EventsByPlatform[P], { type: "unknown" }>;
type Fitting<Event, Name extends string> = Extract<Event, { type: Name } | { vendorType: Name }>;

/** What a name begins with, up to each separator and with it: `work_package` and `work_package:`. */
type Beginning<
  Name extends string,
  Separator extends string,
  Before extends string = "",
> = Name extends `${infer Word}${Separator}${infer Rest}`
  ? `${Before}${Word}${"" | Separator}` | Beginning<Rest, Separator, `${Before}${Word}${Separator}`>
  : never;

/**
 * What a handler is for: our name or the platform's own, the beginning of one and `*`, or `unknown` for events without
 * a name here. Of Nextcloud also a class that is not known here: apps bring their own.
 */
export type EventPattern<P extends Platform> =
  | Named<P>["type"]
  | Named<P>["vendorType"]
  | `${Beginning<Named<P>["type"], "_"> | Beginning<Named<P>["type"], ":">}*`
  | "unknown"
  | "*"
  // With `{}` the known classes stay in the union, for editors to propose.
  | (P extends "nextcloud" ? `${string}\\${string}` & {} : never);

/** The events that a pattern stands for. */
export type Matching<P extends Platform, Pattern extends string> = Pattern extends "*"
  ? EventsByPlatform[P]
  : Pattern extends `${infer Start}*`
    ? Fitting<Named<P>, `${Start}${string}`> | Unknown<P>
    : [Fitting<Named<P>, Pattern>] extends [never]
      ? Unknown<P>
      : Fitting<Named<P>, Pattern>;

/** Tells whether a pattern stands for events that are known here. */
export function isKnownPattern(platform: Platform, pattern: string): boolean {
  if (pattern === "unknown") return true;
  return pattern.endsWith("*")
    ? isKnownBeginning(platform, pattern.slice(0, -1))
    : isKnownName(platform, pattern);
}

/** Makes the check of a pattern. Names with a declared shape do not stand for events that are not of it. */
export function matcherOf(platform: Platform, pattern: string): (event: WebhookEvent) => boolean {
  const isOurs = (event: WebhookEvent): boolean => event.platform === platform;
  if (pattern === "*") return isOurs;
  if (pattern.endsWith("*")) {
    const start = pattern.slice(0, -1);
    return (event) => isOurs(event) && (event.type.startsWith(start) || event.vendorType.startsWith(start));
  }
  const isKnown = isKnownName(platform, pattern);
  return (event) =>
    isOurs(event) &&
    (event.type === pattern || (event.vendorType === pattern && (event.type !== "unknown" || !isKnown)));
}
