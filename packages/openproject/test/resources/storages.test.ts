import { InvalidInputError } from "@platformq/resilience";
import { beforeEach, expect, test } from "vitest";
import { FOLDER, type OpenProjectClient, ValidationError, where } from "../../src/index.js";
import { startOpenProject } from "../fake-openproject.js";
import { seedRecord } from "../seed-record.js";

let server: Awaited<ReturnType<typeof startOpenProject>>;
let client: OpenProjectClient;
let storage: number;
let workPackage: number;

beforeEach(async () => {
  server = await startOpenProject();
  client = server.client;
  storage = (await client.storages.create({ name: "Cloud", origin: "https://cloud.example.com" })).id;
  await client.projects.create({ name: "Apollo" });
  workPackage = (await client.workPackages.create({ project: "apollo", subject: "x" })).id;
  return () => server[Symbol.asyncDispose]();
});

const file = (id: string) => ({ id, name: `${id}.md`, mimeType: "text/markdown" });

test("a storage is created with a name for its type, changed and deleted", async () => {
  expect(await client.storages.get(storage)).toMatchObject({
    name: "Cloud",
    _links: { type: { href: "urn:openproject-org:api:v3:storages:Nextcloud" } },
  });
  expect((await client.storages.update(storage, { name: "Our cloud" })).name).toBe("Our cloud");
  const credentials = { clientId: "id", clientSecret: "s3cret" };
  expect((await client.storages.createOAuthClientCredentials(storage, credentials)).configured).toBe(true);
  expect((await client.storages.list()).items).toHaveLength(1);
  await client.storages.delete(storage);
  expect((await client.storages.list()).items).toEqual([]);
});

test("a new storage tells the secret it signs in with, this once, and keeps its password to itself", async () => {
  const applicationPassword = "app-password-canary";
  const params = { name: "Other", origin: "https://other.example.com", applicationPassword };
  const created = await client.storages.create({ ...params, authenticationMethod: "OAuth2SSO" });
  expect(created._embedded?.oauthApplication?.clientSecret).toEqual(expect.any(String));
  expect(server.fake.requests.at(-1)?.body).toMatchObject({
    _links: {
      origin: { href: params.origin },
      authenticationMethod: { href: "urn:openproject-org:api:v3:storages:authenticationMethod:OAuth2SSO" },
    },
  });
  const read = await client.storages.get(created.id);
  expect(read).toMatchObject({ hasApplicationPassword: true });
  expect(read._embedded).toBeUndefined();
  expect(
    (await client.storages.update(created.id, { applicationPassword: null })).hasApplicationPassword,
  ).toBe(false);
  const message = `${applicationPassword} is weak`;
  server.faults.next({ status: 422, body: { _type: "Error", errorIdentifier: "urn:x", message } });
  const refused = client.storages.update(created.id, { applicationPassword });
  await expect(refused).rejects.toThrow(/^(?!.*canary)/);
});

test("a name for a type is never fetched", async () => {
  const { _links } = await client.storages.get(storage);
  await expect(client.follow(_links.type)).rejects.toBeInstanceOf(InvalidInputError);
});

test("folders are listed and created, uploads prepared", async () => {
  const { files, parent } = await client.storages.files(storage, { parent: "/Plans" });
  expect([files[0]?.name, parent.name]).toEqual(["Plans", "/Plans"]);
  const folder = await client.storages.createFolder(storage, { name: "New", parentId: parent.id });
  expect(folder.mimeType).toBe("application/x-op-directory");
  const params = { projectId: 1, fileName: "a.md", parent: folder.id };
  const destination = await client.storages.prepareUpload(storage, params);
  expect(destination.href).toBe("https://cloud.example.com/upload/a.md");
});

test("files are linked by storage or by its address, all or none", async () => {
  const { fileLinks } = client;
  const linked = await fileLinks.create(workPackage, { storage, files: [file("1"), file("2")] });
  expect(linked.items.map(({ originData }) => originData.name)).toEqual(["1.md", "2.md"]);
  await fileLinks.create(workPackage, { storage: { url: "https://cloud.example.com" }, files: [file("3")] });
  const bad = { id: "5", name: undefined as never };
  await expect(fileLinks.create(workPackage, { storage, files: [file("4"), bad] })).rejects.toBeInstanceOf(
    ValidationError,
  );
  expect((await fileLinks.list(workPackage)).items).toHaveLength(3);
  const many = Array.from({ length: 21 }, (_, index) => file(String(index)));
  await expect(fileLinks.create(workPackage, { storage, files: many })).rejects.toThrow(/At most 20/);
});

test("a folder is linked, once, even when the answer is lost", async () => {
  const folder = { id: "4711", name: "Apollo", mimeType: FOLDER };
  server.faults.next({ match: "POST", reset: "before-response", handled: true });
  const first = await client.fileLinks.create(workPackage, { storage, files: [folder] });
  const again = await client.fileLinks.create(workPackage, { storage, files: [folder] });
  expect(again.items.map(({ id }) => id)).toEqual(first.items.map(({ id }) => id));
  const filters = where("storage").is(storage);
  const { items } = await client.fileLinks.list(workPackage, { filters });
  expect(items).toMatchObject([{ originData: { id: "4711", mimeType: "application/x-op-directory" } }]);
});

test("a project's storages are found by project and storage, with their folder", async () => {
  const links = { project: "/projects/21", storage: `/storages/${storage}` };
  const id = seedRecord(server, "/project_storages", { projectFolderMode: "automatic" }, links);
  const filters = where("project_id").is(21).and("storage_id").is(storage);
  const { items } = await client.projectStorages.list({ filters });
  expect(items.map((item) => item.id)).toEqual([id]);
  const elsewhere = where("project_id").is(4040);
  expect((await client.projectStorages.list({ filters: elsewhere })).items).toEqual([]);
});

test("a linked file is opened and read elsewhere, which is told and not fetched", async () => {
  const { fileLinks } = client;
  const [link] = (await fileLinks.create(workPackage, { storage, files: [file("77")] })).items;
  const id = link?.id ?? 0;
  expect((await fileLinks.get(id)).originData.id).toBe("77");
  expect((await fileLinks.openLocation(id, { location: true })).href).toBe(
    "https://cloud.example.com/index.php/open/77?openfile=0",
  );
  expect((await fileLinks.downloadLocation(id)).pathname).toBe("/index.php/download/77");
  expect((await client.storages.openLocation(storage)).host).toBe("cloud.example.com");
  const links = { project: "/projects/21", storage: `/storages/${storage}` };
  const projectStorage = seedRecord(server, "/project_storages", { projectFolderMode: "manual" }, links);
  expect((await client.projectStorages.openLocation(projectStorage)).pathname).toBe("/index.php/f/1");
  await fileLinks.delete(id);
  expect((await fileLinks.list(workPackage)).items).toEqual([]);
});
