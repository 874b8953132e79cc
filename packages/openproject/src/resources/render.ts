import { asText, bytesBody, path, type RequestOptions } from "@platformq/resilience";
import type { OpenProjectTransport } from "../transport.js";

/** Texts as OpenProject shows them. @see https://www.openproject.org/docs/api/endpoints/previewing/ */
export class RenderResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /**
   * Renders Markdown to HTML.
   *
   * @param params.context Href of the work package or project whose references are meant: `/api/v3/work_packages/1`.
   */
  async markdown(
    text: string,
    params: { context?: string | undefined } = {},
    options?: RequestOptions,
  ): Promise<string> {
    const content = bytesBody(text, "text/plain; charset=utf-8");
    const where = path`render/markdown`;
    return this.transport.read(
      { method: "POST", path: where, query: { ...params }, content },
      asText,
      options,
    );
  }

  /** Renders plain text to HTML: it is escaped, and its lines become paragraphs. */
  async plain(text: string, options?: RequestOptions): Promise<string> {
    const content = bytesBody(text, "text/plain; charset=utf-8");
    return this.transport.read({ method: "POST", path: path`render/plain`, content }, asText, options);
  }
}
