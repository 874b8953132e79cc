import { BadRequestError } from "@platformq/resilience";
import { beforeAll, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let client: (typeof server)["client"];

beforeAll(async () => {
  server = await startNextcloud();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

test("a text is translated from the language it says, or another", async () => {
  const { languages, languageDetection } = await client.translations.languages();
  expect(languages).toMatchObject([{ from: "en", to: "de" }]);
  expect(languageDetection).toBe(true);
  expect(await client.translations.translate({ text: "Hello", from: "en", to: "de" })).toMatchObject({
    text: "Hallo",
  });
  expect(await client.translations.translate({ text: "Hello", to: "de" })).toMatchObject({ from: "en" });
  const unknown = client.translations.translate({ text: "Hello", to: "xx" });
  await expect(unknown).rejects.toBeInstanceOf(BadRequestError);
});
