import { type EventsByPlatform, isKnownName, type WebhookEvent } from "../events/event.js";
import type { Platform } from "../platform.js";

type Unknown<P extends Platform> = Extract<EventsByPlatform[P], { type: "unknown" }>;
type Named<P extends Platform> = Exclude<EventsByPlatform[P], { type: "unknown" }>;
type Fitting<Event, Name extends string> = Extract<Event, { type: Name } | { vendorType: Name }>;

/**
 * What a handler is for: our name or the platform's own, the beginning of one and `*`, or `unknown`. Names that are not
 * known here are as good; they stand for events that come as `unknown`.
 */
export type EventPattern<P extends Platform> =
  | Named<P>["type"]
  | Named<P>["vendorType"]
  | "unknown"
  | "*"
  | (string & {});

/** The events that a pattern stands for. */
export type Matching<P extends Platform, Pattern extends string> = Pattern extends "*"
  ? EventsByPlatform[P]
  : Pattern extends `${infer Start}*`
    ? Fitting<Named<P>, `${Start}${string}`> | Unknown<P>
    : [Fitting<Named<P>, Pattern>] extends [never]
      ? Unknown<P>
      : Fitting<Named<P>, Pattern>;

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
