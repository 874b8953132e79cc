import { path, type RequestOptions } from "@platformq/resilience";
import { WikiPage } from "../schemas/content.js";
import type { OpenProjectTransport } from "../transport.js";

/** Pages of wikis; `attachments` has their files. @see https://www.openproject.org/docs/api/endpoints/wiki-pages/ */
export class WikiPagesResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Gets a page, without its text. @throws NotFoundError */
  async get(wikiPageId: number, options?: RequestOptions): Promise<WikiPage> {
    return this.transport.get(path`wiki_pages/${wikiPageId}`, {}, WikiPage, options);
  }
}
