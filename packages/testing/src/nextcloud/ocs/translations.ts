import type { OcsApi } from "./api.js";
import { OcsError } from "./envelope.js";

const WORDS: Record<string, string> = { Hello: "Hallo", Goodbye: "Auf Wiedersehen" };

/** Translations of a few words into German. */
export function addTranslationEndpoints(ocs: OcsApi): void {
  ocs.onPublic("GET", "/translation/languages", () => ({
    languages: [{ from: "en", fromLabel: "English", to: "de", toLabel: "German" }],
    languageDetection: true,
  }));
  ocs.onPublic("POST", "/translation/translate", ({ parameters }) => {
    const text = parameters.requiredText("text");
    if (parameters.requiredText("toLanguage") !== "de") throw new OcsError(400, "Unable to translate");
    return { text: WORDS[text] ?? text, from: parameters.text("fromLanguage") ?? "en" };
  });
}
