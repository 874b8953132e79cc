import { header, openObject, Page, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { Activity } from "../schemas/activity.js";
import type { NextcloudTransport } from "../transport.js";

/** Which activities to list. */
export interface ListActivities {
  /** Such as `files`, `self` or `by`; {@link ActivityResource.filters} tells them. @default "all" */
  filter?: string | undefined;
  /** Activities per page, 200 at most. @default 50 */
  limit?: number | undefined;
  /** Id of an activity of this account; only what comes after it in the list. */
  since?: number | undefined;
  /** @default "desc" */
  sort?: "asc" | "desc" | undefined;
  /** Only what concerns this file. */
  fileId?: number | undefined;
}

// Beyond the last one the server answers 304, without a body.
const Activities = z.array(Activity).default([]);
const Filters = z.array(
  openObject({ id: z.string(), name: z.string(), icon: z.string(), priority: z.number() }),
);

/** What happened. @see https://github.com/nextcloud/activity/blob/master/docs/endpoint-v2.md */
export class ActivityResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Lists activities, newest first. @throws ForbiddenError for a `since` that is not an activity of this account. */
  async list(params: ListActivities = {}, options?: RequestOptions): Promise<Page<Activity>> {
    const { filter = "all", fileId, ...query } = params;
    const about = fileId === undefined ? {} : { object_type: "files", object_id: fileId };
    const name = fileId === undefined ? filter : "filter";
    const { data, headers } = await this.transport.ocs.getWithHeaders(
      path`apps/activity/api/v2/activity/${name}`,
      { ...query, ...about },
      Activities,
      options,
    );
    // Not the last one's id: the server leaves out what the account may not see, and counts on.
    const last = Number(header({ headers }, "x-activity-last-given"));
    const hasNext = header({ headers }, "link")?.includes('rel="next"') && last > 0;
    const next = () => this.list({ ...params, since: last }, options);
    return new Page({ items: data, next: hasNext ? next : undefined });
  }

  /** Lists what activities can be filtered by. */
  async filters(options?: RequestOptions): Promise<z.output<typeof Filters>> {
    return this.transport.ocs.get(path`apps/activity/api/v2/activity/filters`, {}, Filters, options);
  }
}
