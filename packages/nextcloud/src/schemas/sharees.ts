import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { phpMap } from "./php-map.js";
import { shareTypeName } from "./share-type.js";

/** Somebody to share with. */
const Sharee = openObject({
  label: z.string(),
  value: openObject({ shareType: z.number(), shareWith: z.string() }),
}).transform(({ value, ...rest }) => ({
  ...rest,
  /** A name of `ShareType`, or the number of one that is newer. */
  shareType: shareTypeName(value.shareType),
  /** What to hand to `shares.create`. */
  shareWith: value.shareWith,
}));

const ByKind = phpMap(z.unknown());

/**
 * Those found, by kind on the wire and here in one list each: `exact` for those who match to the letter, `others` for
 * the rest.
 */
export const Sharees = openObject({ exact: ByKind }).transform(({ exact, ...rest }) => ({
  exact: shareesIn(exact),
  others: shareesIn(rest),
}));

/** Somebody to share with. */
export type ShareeMatch = z.output<typeof Sharee>;
export type Sharees = z.output<typeof Sharees>;

function shareesIn(kinds: Record<string, unknown>): ShareeMatch[] {
  return Object.values(kinds).flatMap((list) => {
    if (!Array.isArray(list)) return [];
    return list.flatMap((entry: unknown) => Sharee.safeParse(entry).data ?? []);
  });
}
