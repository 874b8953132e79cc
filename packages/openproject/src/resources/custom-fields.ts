import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { CustomFieldItem, CustomOption } from "../schemas/custom-field.js";
import type { OpenProjectTransport } from "../transport.js";

/** Options and items of custom fields. @see https://www.openproject.org/docs/api/endpoints/custom-options/ */
export class CustomFieldsResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Gets an option of a list. */
  async getOption(customOptionId: number, options?: RequestOptions): Promise<CustomOption> {
    return this.transport.get(path`custom_options/${customOptionId}`, {}, CustomOption, options);
  }

  /** Lists the items of a hierarchy; since OpenProject 16. @param params.depth How far below the parent. */
  async items(
    customFieldId: number,
    params: { parent?: number | undefined; depth?: number | undefined } = {},
    options?: RequestOptions,
  ): Promise<Collection<CustomFieldItem>> {
    const where = path`custom_fields/${customFieldId}/items`;
    return this.transport.collection(
      { method: "GET", path: where, query: { ...params } },
      CustomFieldItem,
      options,
    );
  }

  /** Gets an item of a hierarchy; since OpenProject 16. @throws NotFoundError */
  async getItem(customFieldItemId: number, options?: RequestOptions): Promise<CustomFieldItem> {
    return this.transport.get(path`custom_field_items/${customFieldItemId}`, {}, CustomFieldItem, options);
  }

  /** Lists an item with all it is below, from the root on. */
  async branch(customFieldItemId: number, options?: RequestOptions): Promise<Collection<CustomFieldItem>> {
    return this.transport.list(
      path`custom_field_items/${customFieldItemId}/branch`,
      {},
      CustomFieldItem,
      options,
    );
  }
}
