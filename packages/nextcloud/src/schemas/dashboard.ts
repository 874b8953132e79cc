import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { phpMap } from "./php-map.js";

/** A widget of the dashboard; what else the server tells keeps the name it has there. */
export const Widget = openObject({
  id: z.string(),
  title: z.string(),
  order: z.number(),
  icon_url: z.string(),
  widget_url: z.string().nullish(),
  item_api_versions: z.array(z.number()),
  reload_interval: z.number(),
}).transform(({ icon_url, widget_url, item_api_versions, reload_interval, ...rest }) => ({
  ...rest,
  iconUrl: icon_url,
  widgetUrl: widget_url ?? null,
  /** Which of the versions of its items it has. */
  itemApiVersions: item_api_versions,
  /** Seconds between two looks at its items; 0 for never. */
  reloadInterval: reload_interval,
}));

/** A widget of the dashboard. */
export type Widget = z.output<typeof Widget>;

/** Widgets, by their ids on the wire. */
export const Widgets = phpMap(Widget).transform((byId) => Object.values(byId));

const Item = openObject({
  title: z.string(),
  subtitle: z.string(),
  link: z.string(),
  iconUrl: z.string(),
  overlayIconUrl: z.string().optional(),
  /** What to hand to `items` for what is newer. */
  sinceId: z.string(),
});

const Items = openObject({ items: z.array(Item), emptyContentMessage: z.string().optional() });

/** Items by the ids of their widgets; those of version 1 are bare lists. */
export const ItemsByWidget = phpMap(z.union([Items, z.array(Item).transform((items) => ({ items }))]));

/** What a widget shows. */
export type WidgetItems = z.output<typeof Items>;
