import { openObject, Page, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { phpMap } from "../schemas/php-map.js";
import { type ShareTypeName, shareTypeNumber } from "../schemas/share-type.js";
import type { NextcloudTransport } from "../transport.js";

const Provider = openObject({
  id: z.string(),
  appId: z.string().optional(),
  name: z.string(),
  order: z.number(),
  /** What can be filtered by, and as what: `{ since: "datetime" }`. */
  filters: phpMap(z.unknown()).optional(),
});

/** Something that can be searched. */
export type SearchProvider = z.output<typeof Provider>;

const Entry = openObject({
  title: z.string(),
  subline: z.string(),
  resourceUrl: z.string(),
  thumbnailUrl: z.string(),
  icon: z.string(),
  rounded: z.boolean(),
  /** Of a file: `fileId` and `path`. */
  attributes: phpMap(z.unknown()),
});

/** Something that was found. */
export type SearchEntry = z.output<typeof Entry>;

const Result = openObject({
  entries: z.array(Entry),
  cursor: z.union([z.number(), z.string()]).nullish(),
});

const Proposal = openObject({
  id: z.string(),
  label: z.string(),
  source: z.string(),
  icon: z.string().optional(),
});

/** What to search for. */
export interface UnifiedSearch {
  term: string;
  /** Entries per page. @default 5 */
  limit?: number | undefined;
  cursor?: number | string | undefined;
  /** Such as `{ since: "2026-01-01T00:00:00Z" }`; each provider tells which it knows. */
  filters?: Readonly<Record<string, string | number>> | undefined;
}

/** Whom to propose while somebody types. */
export interface Autocomplete {
  search: string;
  /** What it is typed into, such as `files`, for better proposals. */
  itemType?: string | undefined;
  itemId?: string | undefined;
  /** @default ["user"] */
  shareTypes?: readonly (ShareTypeName | number)[] | undefined;
  /** @default 10 */
  limit?: number | undefined;
}

const DEFAULT_LIMIT = 5;

/** The search in everything: files, contacts, messages and so on. For files alone `files.search` can do more. */
export class SearchResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Lists what can be searched. */
  async providers(options?: RequestOptions): Promise<SearchProvider[]> {
    return this.transport.ocs.get(path`search/providers`, {}, z.array(Provider), options);
  }

  /** Searches with one provider. @throws NotFoundError `PROVIDER_NOT_FOUND`, BadRequestError for an empty term. */
  async query(
    providerId: string,
    params: UnifiedSearch,
    options?: RequestOptions,
  ): Promise<Page<SearchEntry>> {
    const { filters, limit = DEFAULT_LIMIT, ...rest } = params;
    const at = path`search/providers/${providerId}/search`;
    const { entries, cursor } = await this.transport.ocs.get(
      at,
      { ...filters, ...rest, limit },
      Result,
      options,
    );
    // A cursor, and the word that more follows, come even with the last page.
    const hasNext = entries.length >= limit && cursor !== null && cursor !== undefined;
    const next = () => this.query(providerId, { ...params, cursor: cursor ?? undefined }, options);
    return new Page({ items: entries, next: hasNext ? next : undefined });
  }

  /** Proposes users and groups whose names begin like what somebody types. */
  async autocomplete(params: Autocomplete, options?: RequestOptions): Promise<z.output<typeof Proposal>[]> {
    const query = { ...params, shareTypes: params.shareTypes?.map(shareTypeNumber) };
    return this.transport.ocs.get(path`core/autocomplete/get`, query, z.array(Proposal), options);
  }
}
