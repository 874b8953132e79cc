import { beforeAll, expect, test } from "vitest";
import type { OpenProjectClient } from "../../src/index.js";
import { startSeededOpenProject } from "../seeded-openproject.js";

let server: Awaited<ReturnType<typeof startSeededOpenProject>>;
let client: OpenProjectClient;
const id = (name: string) => server.id(name);

beforeAll(async () => {
  server = await startSeededOpenProject();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

test("a document is changed", async () => {
  const changed = await client.documents.update(id("document"), { description: "new" });
  expect(changed).toMatchObject({ title: "Plan", description: { raw: "new" } });
});

test("texts are rendered, sent as what they are", async () => {
  const html = await client.render.markdown("**bold** <b>", {
    context: `/api/v3/work_packages/${id("workPackage")}`,
  });
  expect(html).toBe('<p class="op-uc-p"><strong>bold</strong> &lt;b></p>');
  expect(server.fake.requests.at(-1)?.headers["content-type"]).toBe("text/plain; charset=utf-8");
  expect(await client.render.plain("a & b")).toBe("<p>a &amp; b</p>");
});
