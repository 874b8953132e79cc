import { openObject } from "@platformq/resilience";
import { z } from "zod";

const common = {
  userId: z.string(),
  /** For those who write to the user; of several lines. */
  message: z.string(),
  replacementUserId: z.string().nullish(),
  replacementUserDisplayName: z.string().nullish(),
};

/** An absence, as it was set. */
export const OutOfOffice = openObject({
  ...common,
  id: z.coerce.number(),
  firstDay: z.string(),
  lastDay: z.string(),
  status: z.string(),
}).transform(({ status, ...rest }) => ({ ...rest, shortMessage: status }));

/** An absence, as it was set; days are `YYYY-MM-DD`. */
export type OutOfOffice = z.output<typeof OutOfOffice>;

/** An absence under way. */
export const CurrentOutOfOffice = openObject({
  ...common,
  id: z.coerce.string(),
  startDate: z.number(),
  endDate: z.number(),
  shortMessage: z.string(),
}).transform(({ startDate, endDate, ...rest }) => ({
  ...rest,
  start: new Date(startDate * 1000),
  end: new Date(endDate * 1000),
}));

/** An absence under way. */
export type CurrentOutOfOffice = z.output<typeof CurrentOutOfOffice>;
