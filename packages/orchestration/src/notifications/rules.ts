import { digestOf } from "./jobs.js";
import type { AnyNotification, Audience, Priority } from "./notification.js";
import type { DataOf, Templates } from "./template.js";

/** What a rule can know of an event; those of `@platformq/webhooks` are such. */
export interface ActivityEvent {
  /** Names the event: one that comes twice is notified of once. */
  readonly id: string;
  /** `openproject:work_package:created` */
  readonly name: string;
  readonly data: unknown;
}

/** A value, or what finds it for an event. As a method's, its parameter may be narrower: `on` says which events come. */
type From<Event, Value> = Value | { find(event: Event): Value }["find"];

/** What a rule makes of events of one name. */
type RuleOn<On extends string, Event, T extends Templates> = {
  [Name in keyof T & string]: {
    /** The event's name, or the beginning of names and `*`. */
    readonly on: On;
    /** Leaves out events. @default none */
    when?(event: Event): boolean;
    readonly audience: From<Event, Audience | readonly Audience[]>;
    readonly template: Name;
    /** Makes the template's data of the event. */
    data(event: Event): DataOf<T[Name]>;
    /** @default "normal" */
    readonly priority?: From<Event, Priority> | undefined;
    /** The topic of the digest it may be collected in. */
    readonly digest?: From<Event, string> | undefined;
  };
}[keyof T & string];

/** Turns events of a kind into notifications. */
export type Rule<T extends Templates, Event extends ActivityEvent> =
  | { [Name in Event["name"]]: RuleOn<Name, Extract<Event, { readonly name: Name }>, T> }[Event["name"]]
  | RuleOn<`${string}*`, Event, T>;

/** Where events come from: `Webhooks` of `@platformq/webhooks` is such. */
export interface EventSource<Event> {
  /** Calls a handler for every event. Returns what takes it away again. */
  onAny(handler: (event: Event) => Promise<unknown>): () => void;
}

/** A rule, whatever it is for. */
interface AnyRule<Event> {
  readonly on: string;
  when?(event: Event): boolean;
  readonly audience: From<Event, Audience | readonly Audience[]>;
  readonly template: string;
  data(event: Event): unknown;
  readonly priority?: From<Event, Priority> | undefined;
  readonly digest?: From<Event, string> | undefined;
}

/** Names rules, the same when others are added or taken away: by what they are on, their template, and which of such. */
export function ruleKeys(rules: readonly Pick<AnyRule<never>, "on" | "template">[]): string[] {
  return rules.map(({ on, template }, index) => {
    const before = rules.slice(0, index).filter((other) => other.on === on && other.template === template);
    return JSON.stringify([on, template, before.length]);
  });
}

/** Makes the notification that a rule wants of an event. Its key is always the same, so that a repeated event makes none. */
export function notificationOf<Event extends ActivityEvent>(
  rule: AnyRule<Event>,
  key: string,
  event: Event,
): AnyNotification | undefined {
  if (!matches(rule.on, event.name) || rule.when?.(event) === false) return undefined;
  return {
    audience: resolve(rule.audience, event),
    template: rule.template,
    data: rule.data(event),
    priority: resolve(rule.priority, event),
    digest: resolve(rule.digest, event),
    dedupeKey: `rule-${digestOf(key, event.id)}`,
  };
}

function matches(on: string, name: string): boolean {
  return on.endsWith("*") ? name.startsWith(on.slice(0, -1)) : name === on;
}

function resolve<Event, Value>(from: From<Event, Value>, event: Event): Value {
  return isFunction(from) ? from(event) : from;
}

function isFunction<Event, Value>(from: From<Event, Value>): from is (event: Event) => Value {
  return typeof from === "function";
}
