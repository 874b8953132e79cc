import { openObject, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { phpMap } from "../schemas/php-map.js";
import type { NextcloudTransport } from "../transport.js";

const Reference = openObject({
  richObjectType: z.string(),
  richObject: phpMap(z.unknown()),
  openGraphObject: openObject({
    id: z.string(),
    name: z.string(),
    description: z.string().nullish(),
    thumb: z.string().nullish(),
    link: z.string(),
  }),
  /** Whether this account may see what it leads to. */
  accessible: z.boolean(),
});

/** What an address leads to. */
export type Reference = z.output<typeof Reference>;

const References = openObject({ references: phpMap(Reference.nullable()) }).transform(
  ({ references }) => references,
);
const Provider = openObject({
  id: z.string(),
  title: z.string(),
  icon_url: z.string(),
  order: z.number(),
}).transform(({ icon_url, ...rest }) => ({ ...rest, iconUrl: icon_url }));
const Success = openObject({ success: z.boolean() }).transform(({ success }) => success);

/** Previews of what addresses lead to. @see https://docs.nextcloud.com/server/latest/developer_manual/digging_deeper/reference.html */
export class ReferencesResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Lists those who know what addresses lead to. */
  async providers(options?: RequestOptions): Promise<z.output<typeof Provider>[]> {
    return this.transport.ocs.get(path`references/providers`, {}, z.array(Provider), options);
  }

  /**
   * Finds the addresses in a text.
   *
   * @param params.resolve Tells what they lead to, else `null`. @default false
   * @param params.limit Addresses to tell of. @default 1
   */
  async extract(
    text: string,
    params: { resolve?: boolean | undefined; limit?: number | undefined } = {},
    options?: RequestOptions,
  ): Promise<Record<string, Reference | null>> {
    const fields = { text, ...params };
    const request = {
      method: "POST",
      path: path`references/extract`,
      params: fields,
      idempotent: true,
    } as const;
    return this.transport.ocs.request(request, References, options);
  }

  /** Tells what addresses lead to; `null` for what nobody knows. @param params.limit Addresses to tell of. @default 1 */
  async resolve(
    references: readonly string[],
    params: { limit?: number | undefined } = {},
    options?: RequestOptions,
  ): Promise<Record<string, Reference | null>> {
    const fields = { references, ...params };
    const request = {
      method: "POST",
      path: path`references/resolve`,
      params: fields,
      idempotent: true,
    } as const;
    return this.transport.ocs.request(request, References, options);
  }

  /** Notes that the account has used a provider, which is then proposed first. @returns whether there is such a provider. */
  async touchProvider(id: string, options?: RequestOptions): Promise<boolean> {
    return this.transport.ocs.put(path`references/provider/${id}`, {}, Success, options);
  }
}
