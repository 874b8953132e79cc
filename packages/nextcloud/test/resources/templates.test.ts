import { ForbiddenError, NotFoundError } from "@platformq/resilience";
import { beforeAll, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let client: (typeof server)["client"];

beforeAll(async () => {
  server = await startNextcloud();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

test("a file is made from a template, or from nothing", async () => {
  expect(await client.templates.setFolder()).toBe("Templates/");
  await client.files.upload("Templates/letter.md", "Dear ");
  const [{ templates: [letter] = [], extension } = {}] = await client.templates.list();
  expect(extension).toBe(".md");
  const fields = Object.values(await client.templates.fields(letter?.fileId ?? 0));
  expect(fields).toMatchObject([{ index: "0", type: "rich-text" }]);
  const created = await client.templates.create({
    path: "to-ada.md",
    templateId: letter?.templateId,
    templateType: letter?.templateType,
    fields: fields.map((field) => ({ ...field, content: "Ada" })),
  });
  expect(created).toMatchObject({
    path: "/to-ada.md",
    fileId: expect.any(Number),
    lastModified: expect.any(Date),
  });
  expect(server.fake.requests.at(-1)?.body).toMatchObject({
    templateFields: [{ index: "0", type: "rich-text", content: "Ada" }],
  });
  expect(await client.files.downloadText("to-ada.md")).toBe("Dear ");
  await client.templates.create({ path: "empty.md" });
  expect((await client.files.stat("empty.md")).size).toBe(0);
});

test("nothing is written over", async () => {
  await client.files.upload("there.md", "x");
  await expect(client.templates.create({ path: "there.md" })).rejects.toBeInstanceOf(ForbiddenError);
  await expect(client.templates.fields(999_999)).rejects.toBeInstanceOf(NotFoundError);
});

test("a file is not made twice when the answer gets lost", async () => {
  server.faults.next({ match: "create", reset: "before-response", handled: true });
  await expect(client.templates.create({ path: "once.md" })).rejects.toMatchObject({
    outcome: "unknown",
    attempts: 1,
  });
});
