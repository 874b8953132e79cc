import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { type FormattableInput, toFormattable } from "../hal/formattable.js";
import type { ListParams } from "../hal/list-params.js";
import { Document } from "../schemas/content.js";
import type { OpenProjectTransport } from "../transport.js";

/** Documents of projects. @see https://www.openproject.org/docs/api/endpoints/documents/ */
export class DocumentsResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists the documents this account may see. */
  async list(params: ListParams = {}, options?: RequestOptions): Promise<Collection<Document>> {
    return this.transport.list(path`documents`, params, Document, options);
  }

  /** Gets a document. @throws NotFoundError */
  async get(documentId: number, options?: RequestOptions): Promise<Document> {
    return this.transport.get(path`documents/${documentId}`, {}, Document, options);
  }

  /** Changes title and text; since OpenProject 17. */
  async update(
    documentId: number,
    params: { title?: string | undefined; description?: FormattableInput | null | undefined },
    options?: RequestOptions,
  ): Promise<Document> {
    const body = { title: params.title, description: toFormattable(params.description) };
    return this.transport.change(path`documents/${documentId}`, body, Document, options);
  }
}
