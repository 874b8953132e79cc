import { type Page, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field, Nothing } from "../envelope.js";
import { SavedSnippet } from "../schemas/saved-snippet.js";
import type { ZulipTransport } from "../transport.js";

const SavedSnippets = field("saved_snippets", z.array(SavedSnippet));
const SnippetId = field("saved_snippet_id", z.number());

/** The account's texts to use again; since Zulip 10. */
export class SavedSnippetsResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Lists snippets. @see https://zulip.com/api/get-saved-snippets */
  async list(options?: RequestOptions): Promise<Page<SavedSnippet>> {
    return this.transport.since(297).list(path`saved_snippets`, {}, SavedSnippets, options);
  }

  /** Saves a snippet. @returns its id @see https://zulip.com/api/create-saved-snippet */
  async create(params: { title: string; content: string }, options?: RequestOptions): Promise<number> {
    return this.transport.since(297).post(path`saved_snippets`, params, SnippetId, options);
  }

  /** Changes a snippet; since Zulip 10. @throws NotFoundError @see https://zulip.com/api/edit-saved-snippet */
  async update(
    snippetId: number,
    params: { title?: string | undefined; content?: string | undefined },
    options?: RequestOptions,
  ): Promise<void> {
    return this.transport.since(368).patch(path`saved_snippets/${snippetId}`, params, Nothing, options);
  }

  /** Deletes a snippet. @throws NotFoundError @see https://zulip.com/api/delete-saved-snippet */
  async delete(snippetId: number, options?: RequestOptions): Promise<void> {
    return this.transport.since(297).delete(path`saved_snippets/${snippetId}`, {}, Nothing, options);
  }
}
