import { Page, type Path, type RequestOptions } from "@platformq/resilience";
import type { z } from "zod";
import type { ZulipRequest } from "./transport.js";

/** Short forms of a request, so that an endpoint is a few lines. */
export abstract class Verbs {
  abstract request<T>(request: ZulipRequest, schema: z.ZodType<T>, options?: RequestOptions): Promise<T>;

  get<T>(path: Path, params: object, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.request({ method: "GET", path, params }, schema, options);
  }

  post<T>(path: Path, params: object, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.request({ method: "POST", path, params }, schema, options);
  }

  /** Posts what changes nothing more when it is done twice, so that it is repeated even after an unknown outcome. */
  repeatablePost<T>(path: Path, params: object, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.request({ method: "POST", path, params, idempotent: true }, schema, options);
  }

  patch<T>(path: Path, params: object, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.request({ method: "PATCH", path, params }, schema, options);
  }

  delete<T>(path: Path, params: object, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.request({ method: "DELETE", path, params }, schema, options);
  }

  /** Gets a list the server gives at once. */
  async list<T>(
    path: Path,
    params: object,
    schema: z.ZodType<T[]>,
    options?: RequestOptions,
  ): Promise<Page<T>> {
    const items = await this.get(path, params, schema, options);
    return new Page({ items, total: items.length });
  }

  /** The same for endpoints that came with a feature level. @see https://zulip.com/api/changelog */
  since(featureLevel: number): Verbs {
    return new NewerVerbs(this, featureLevel);
  }
}

class NewerVerbs extends Verbs {
  constructor(
    private readonly verbs: Verbs,
    private readonly featureLevel: number,
  ) {
    super();
  }

  request<T>(request: ZulipRequest, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.verbs.request({ ...request, since: this.featureLevel }, schema, options);
  }
}
