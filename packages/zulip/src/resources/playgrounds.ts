import { path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field, Nothing } from "../envelope.js";
import type { ZulipTransport } from "../transport.js";

/** Where code of a language can be tried. */
export interface NewPlayground {
  name: string;
  /** As Pygments calls it, such as `Python`. */
  pygments_language: string;
  /** An RFC 6570 template with the one variable `code`. */
  url_template: string;
}

const PlaygroundId = field("id", z.number());

/** Code playgrounds; `events.register` with `realm_playgrounds` lists them. */
export class PlaygroundsResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Adds a playground. @returns its id @see https://zulip.com/api/add-code-playground */
  async add(params: NewPlayground, options?: RequestOptions): Promise<number> {
    return this.transport.post(path`realm/playgrounds`, params, PlaygroundId, options);
  }

  /** Removes a playground. @see https://zulip.com/api/remove-code-playground */
  async remove(playgroundId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`realm/playgrounds/${playgroundId}`, {}, Nothing, options);
  }
}
