import { path, type RequestOptions } from "@platformq/resilience";
import { Post } from "../schemas/content.js";
import type { OpenProjectTransport } from "../transport.js";

/** Messages in forums; `attachments` has their files. @see https://www.openproject.org/docs/api/endpoints/posts/ */
export class PostsResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Gets a post. @throws NotFoundError */
  async get(postId: number, options?: RequestOptions): Promise<Post> {
    return this.transport.get(path`posts/${postId}`, {}, Post, options);
  }
}
