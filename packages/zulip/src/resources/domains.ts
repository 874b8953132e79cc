import { type Page, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field, Nothing } from "../envelope.js";
import { RealmDomain } from "../schemas/realm-domain.js";
import type { ZulipTransport } from "../transport.js";

const Domains = field("domains", z.array(RealmDomain));

/** Domains whose addresses may join; changing them is for owners. */
export class DomainsResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Lists domains. @see https://zulip.com/api/get-realm-domains */
  async list(options?: RequestOptions): Promise<Page<RealmDomain>> {
    return this.transport.list(path`realm/domains`, {}, Domains, options);
  }

  /** Allows a domain. @see https://zulip.com/api/add-realm-domain */
  async add(params: { domain: string; allow_subdomains: boolean }, options?: RequestOptions): Promise<void> {
    return this.transport.post(path`realm/domains`, params, Nothing, options);
  }

  /** Says whether subdomains are allowed too. @see https://zulip.com/api/patch-realm-domain */
  async update(
    domain: string,
    params: { allow_subdomains: boolean },
    options?: RequestOptions,
  ): Promise<void> {
    return this.transport.patch(path`realm/domains/${domain}`, params, Nothing, options);
  }

  /** Takes a domain off the list. @see https://zulip.com/api/delete-realm-domain */
  async delete(domain: string, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`realm/domains/${domain}`, {}, Nothing, options);
  }
}
