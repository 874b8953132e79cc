import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { HelpText } from "../schemas/content.js";
import type { OpenProjectTransport } from "../transport.js";

/** What attributes mean. @see https://www.openproject.org/docs/api/endpoints/help-texts/ */
export class HelpTextsResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists all help texts. */
  async list(options?: RequestOptions): Promise<Collection<HelpText>> {
    return this.transport.list(path`help_texts`, {}, HelpText, options);
  }

  /** Gets a help text. @throws NotFoundError */
  async get(helpTextId: number, options?: RequestOptions): Promise<HelpText> {
    return this.transport.get(path`help_texts/${helpTextId}`, {}, HelpText, options);
  }
}
