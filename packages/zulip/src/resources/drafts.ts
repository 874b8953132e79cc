import { type Page, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field, Nothing } from "../envelope.js";
import { checkText } from "../messages/check-text.js";
import { Draft } from "../schemas/draft.js";
import type { ZulipTransport } from "../transport.js";

/** A message to finish later. */
export interface NewDraft {
  /** Empty while it is addressed to nobody. */
  type: "" | "stream" | "private";
  /** The channel's id alone, or ids of users. */
  to: readonly number[];
  topic: string;
  content: string;
  /** Seconds since 1970. @default now */
  timestamp?: number | undefined;
}

const Drafts = field("drafts", z.array(Draft));
const DraftIds = field("ids", z.array(z.number()));

/** The account's drafts, as its clients share them. */
export class DraftsResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Lists drafts, the oldest first. @see https://zulip.com/api/get-drafts */
  async list(options?: RequestOptions): Promise<Page<Draft>> {
    return this.transport.list(path`drafts`, {}, Drafts, options);
  }

  /**
   * Creates drafts.
   *
   * @returns their ids, in the same order
   * @throws InvalidInputError for text longer than the server's limit; none is created then
   * @see https://zulip.com/api/create-drafts
   */
  async create(drafts: readonly NewDraft[], options?: RequestOptions): Promise<number[]> {
    for (const draft of drafts) await checkText(draft, this.transport.server, options);
    return this.transport.post(path`drafts`, { drafts }, DraftIds, options);
  }

  /**
   * Replaces a draft.
   *
   * @throws NotFoundError; InvalidInputError for text longer than the server's limit
   * @see https://zulip.com/api/edit-draft
   */
  async update(draftId: number, draft: NewDraft, options?: RequestOptions): Promise<void> {
    await checkText(draft, this.transport.server, options);
    return this.transport.patch(path`drafts/${draftId}`, { draft }, Nothing, options);
  }

  /** Deletes a draft. @throws NotFoundError @see https://zulip.com/api/delete-draft */
  async delete(draftId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`drafts/${draftId}`, {}, Nothing, options);
  }
}
