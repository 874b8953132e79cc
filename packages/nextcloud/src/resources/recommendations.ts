import { openObject, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import type { NextcloudTransport } from "../transport.js";

const Recommendation = openObject({
  id: z.coerce.number(),
  timestamp: z.number(),
  name: z.string(),
  directory: z.string(),
  mimeType: z.string(),
  reason: z.string(),
}).transform(({ id, timestamp, ...rest }) => ({
  ...rest,
  fileId: id,
  lastModified: new Date(timestamp * 1000),
}));
const List = openObject({ recommendations: z.array(Recommendation).default([]) }).transform(
  ({ recommendations }) => recommendations,
);

/** A file the account may want next, and the `reason` why. */
export type Recommendation = z.output<typeof Recommendation>;

/** Files the account may want next. @see https://github.com/nextcloud/recommendations */
export class RecommendationsResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Lists recommended files: none where the account wants none, unless `always`. */
  async list(
    params: { always?: boolean | undefined } = {},
    options?: RequestOptions,
  ): Promise<Recommendation[]> {
    const at = params.always
      ? path`apps/recommendations/api/v1/recommendations/always`
      : path`apps/recommendations/api/v1/recommendations`;
    return this.transport.ocs.get(at, {}, List, options);
  }
}
