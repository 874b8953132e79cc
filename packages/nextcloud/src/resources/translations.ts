import { openObject, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import type { NextcloudTransport } from "../transport.js";

const Languages = openObject({
  languages: z.array(
    openObject({ from: z.string(), fromLabel: z.string(), to: z.string(), toLabel: z.string() }),
  ),
  /** Whether the language of a text can be found out. */
  languageDetection: z.boolean(),
});
const Translation = openObject({ text: z.string(), from: z.string().nullish() });

/** From what into what the server translates. */
export type TranslationLanguages = z.output<typeof Languages>;

/** A translated text, and the language it was in. */
export type Translation = z.output<typeof Translation>;

/** A text to translate. */
export interface TranslateText {
  text: string;
  /** @default found out, where the server can */
  from?: string | undefined;
  to: string;
}

/** Translations of texts. @see https://docs.nextcloud.com/server/latest/developer_manual/client_apis/OCS/ocs-translation-api.html */
export class TranslationsResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Lists the pairs of languages; none on a server without a translator. */
  async languages(options?: RequestOptions): Promise<TranslationLanguages> {
    return this.transport.ocs.get(path`translation/languages`, {}, Languages, options);
  }

  /** Translates a text. @throws BadRequestError for a language unknown; ConflictError on a server without a translator. */
  async translate({ text, from, to }: TranslateText, options?: RequestOptions): Promise<Translation> {
    const params = { text, fromLanguage: from, toLanguage: to };
    const request = { method: "POST", path: path`translation/translate`, params, idempotent: true } as const;
    return this.transport.ocs.request(request, Translation, options);
  }
}
