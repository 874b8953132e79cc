import { type Page, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field, Nothing } from "../envelope.js";
import { Linkifier } from "../schemas/linkifier.js";
import type { ZulipTransport } from "../transport.js";

/** A pattern and what it becomes a link to. */
export interface NewLinkifier {
  /** A regular expression of RE2 with named groups, such as `#(?P<id>[0-9]+)`. */
  pattern: string;
  /** An RFC 6570 template, such as `https://example.com/{id}`. */
  url_template: string;
}

const Linkifiers = field("linkifiers", z.array(Linkifier));
const LinkifierId = field("id", z.number());

/** Patterns the server turns into links. */
export class LinkifiersResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Lists linkifiers in the order in which they apply. @see https://zulip.com/api/get-linkifiers */
  async list(options?: RequestOptions): Promise<Page<Linkifier>> {
    return this.transport.list(path`realm/linkifiers`, {}, Linkifiers, options);
  }

  /** Adds a linkifier. @returns its id @see https://zulip.com/api/add-linkifier */
  async add(params: NewLinkifier, options?: RequestOptions): Promise<number> {
    return this.transport.post(path`realm/filters`, params, LinkifierId, options);
  }

  /** Replaces a linkifier. @see https://zulip.com/api/update-linkifier */
  async update(linkifierId: number, params: NewLinkifier, options?: RequestOptions): Promise<void> {
    return this.transport.patch(path`realm/filters/${linkifierId}`, params, Nothing, options);
  }

  /** Removes a linkifier. @see https://zulip.com/api/remove-linkifier */
  async remove(linkifierId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`realm/filters/${linkifierId}`, {}, Nothing, options);
  }

  /** Puts all linkifiers in an order. @see https://zulip.com/api/reorder-linkifiers */
  async reorder(order: readonly number[], options?: RequestOptions): Promise<void> {
    return this.transport.patch(path`realm/linkifiers`, { ordered_linkifier_ids: order }, Nothing, options);
  }
}
