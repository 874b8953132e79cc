import { ServerError } from "@platformq/resilience";
import { beforeAll, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let client: (typeof server)["client"];

beforeAll(async () => {
  server = await startNextcloud();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

test("a file is created and opened in an editor", async () => {
  const { editors, creators } = await client.directEditing.info();
  expect(editors.text?.mimetypes).toContain("text/markdown");
  const [creator] = Object.values(creators);
  const params = { path: "new.md", editorId: creator?.editor ?? "", creatorId: creator?.id ?? "" };
  expect(await client.directEditing.templates(params.editorId, params.creatorId)).toEqual({});
  expect(await client.directEditing.create(params)).toContain("/directEditing/");
  expect((await client.files.stat("new.md")).size).toBe(0);
  const urls = [await client.directEditing.open("new.md"), await client.directEditing.open("new.md")];
  expect(new Set(urls).size).toBe(2);
});

test("a file that is not there is not opened, nor tried again", async () => {
  const error = await client.directEditing.open("none.md").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ServerError);
  expect(error).toMatchObject({ attempts: 1 });
});
