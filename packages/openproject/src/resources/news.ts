import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { type FormattableInput, toFormattable } from "../hal/formattable.js";
import type { LinkRef } from "../hal/link.js";
import type { ListParams } from "../hal/list-params.js";
import { News } from "../schemas/news.js";
import type { OpenProjectTransport } from "../transport.js";
import type { Names } from "../writing/names.js";

/** What to change of a message; `null` clears. */
export interface UpdateNews {
  title?: string | undefined;
  summary?: string | null | undefined;
  description?: FormattableInput | null | undefined;
}

/** A message to publish. */
export interface CreateNews extends UpdateNews {
  title: string;
  /** By id, href, identifier or name. */
  project: LinkRef;
}

/** Messages to the members of a project; writing since OpenProject 17. @see https://www.openproject.org/docs/api/endpoints/news/ */
export class NewsResource {
  constructor(
    private readonly transport: OpenProjectTransport,
    private readonly names: Names,
  ) {}

  /** Lists the messages this account may see. */
  async list(params: ListParams = {}, options?: RequestOptions): Promise<Collection<News>> {
    return this.transport.list(path`news`, params, News, options);
  }

  /** Gets a message. @throws NotFoundError */
  async get(newsId: number, options?: RequestOptions): Promise<News> {
    return this.transport.get(path`news/${newsId}`, {}, News, options);
  }

  /** Publishes a message; members are told. Never repeated after an unknown outcome. */
  async create({ project, ...params }: CreateNews, options?: RequestOptions): Promise<News> {
    const call = this.transport.begin(options);
    const body = { ...encodeNews(params), _links: { project: await this.names.project(project, call) } };
    return this.transport.post(path`news`, body, News, call);
  }

  /** Changes a message. @throws ValidationError */
  async update(newsId: number, params: UpdateNews, options?: RequestOptions): Promise<News> {
    return this.transport.change(path`news/${newsId}`, encodeNews(params), News, options);
  }

  /** Deletes a message. @throws NotFoundError */
  async delete(newsId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`news/${newsId}`, options);
  }
}

function encodeNews({ description, ...rest }: UpdateNews): object {
  return { ...rest, description: toFormattable(description) };
}
