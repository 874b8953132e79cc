import { openObject, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import type { OcsTransport } from "../ocs/ocs-transport.js";

/** What the server accepts of chunked uploads. */
export interface UploadLimits {
  readonly maxChunkBytes: number;
  readonly maxParallel: number;
}

/** Chunks of one upload at most, as documented. */
export const MAX_CHUNKS = 10_000;

const DEFAULTS: UploadLimits = { maxChunkBytes: 100 * 1024 * 1024, maxParallel: 5 };

const ChunkedUpload = openObject({
  max_size: z.number().optional(),
  max_parallel_count: z.number().optional(),
});
const Capabilities = openObject({
  capabilities: openObject({
    files: openObject({ chunked_upload: ChunkedUpload.optional() }).optional(),
  }),
}).transform(({ capabilities }): UploadLimits => {
  const { max_size, max_parallel_count } = capabilities.files?.chunked_upload ?? {};
  return {
    maxChunkBytes: max_size || DEFAULTS.maxChunkBytes,
    maxParallel: max_parallel_count || DEFAULTS.maxParallel,
  };
});

/** Asks for the server's limits once; what fails is asked again the next time. */
export class UploadLimitsCache {
  #limits: UploadLimits | undefined;

  constructor(private readonly ocs: OcsTransport) {}

  async get(options?: RequestOptions): Promise<UploadLimits> {
    // Servers before 31 say nothing of limits.
    this.#limits ??= await this.ocs.get(path`cloud/capabilities`, {}, Capabilities, options);
    return this.#limits;
  }
}
