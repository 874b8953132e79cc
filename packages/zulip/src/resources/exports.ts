import { type Page, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field, Nothing } from "../envelope.js";
import { ExportConsent, RealmExport } from "../schemas/realm-export.js";
import type { ZulipTransport } from "../transport.js";

const Exports = field("exports", z.array(RealmExport));
const ExportId = field("id", z.number());
const Consents = field("export_consents", z.array(ExportConsent));

/** Exports of all data; for administrators. */
export class ExportsResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Lists exports. @see https://zulip.com/api/get-realm-exports */
  async list(options?: RequestOptions): Promise<Page<RealmExport>> {
    return this.transport.list(path`export/realm`, {}, Exports, options);
  }

  /** Begins an export; it takes minutes to hours. @returns its id @see https://zulip.com/api/export-realm */
  async create(
    params: {
      /** 1 public data, 2 private data of those who consent; since Zulip 10. @default 1 */
      export_type?: 1 | 2 | undefined;
    } = {},
    options?: RequestOptions,
  ): Promise<number> {
    return this.transport.post(path`export/realm`, params, ExportId, options);
  }

  /** Deletes an export. */
  async delete(exportId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`export/realm/${exportId}`, {}, Nothing, options);
  }

  /** Lists who consents to an export of private data; since Zulip 10. @see https://zulip.com/api/get-realm-export-consents */
  async consents(options?: RequestOptions): Promise<Page<ExportConsent>> {
    return this.transport.since(295).list(path`export/realm/consents`, {}, Consents, options);
  }
}
