import { path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field } from "../envelope.js";
import type { ZulipTransport } from "../transport.js";

const Words = field("alert_words", z.array(z.string()));

/** Words the account is notified of. */
export class AlertWordsResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Gets all words. @see https://zulip.com/api/get-alert-words */
  async list(options?: RequestOptions): Promise<string[]> {
    return this.transport.get(path`users/me/alert_words`, {}, Words, options);
  }

  /** Adds words. @returns all of them @see https://zulip.com/api/add-alert-words */
  async add(words: readonly string[], options?: RequestOptions): Promise<string[]> {
    const params = { alert_words: words };
    return this.transport.repeatablePost(path`users/me/alert_words`, params, Words, options);
  }

  /** Removes words. @returns those that are left @see https://zulip.com/api/remove-alert-words */
  async remove(words: readonly string[], options?: RequestOptions): Promise<string[]> {
    return this.transport.delete(path`users/me/alert_words`, { alert_words: words }, Words, options);
  }
}
