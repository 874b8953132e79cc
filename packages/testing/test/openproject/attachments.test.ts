import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type MockServers, startMockServers } from "../../src/index.js";
import { as } from "./as.js";

let servers: MockServers<"openproject">;
let url: string;

beforeEach(async () => {
  servers = await startMockServers({ services: ["openproject"] });
  const admin = as(servers.openproject, "admin");
  const project = (await admin("POST", "/projects", { name: "Alpha" })).body.id;
  const { id } = (await admin("POST", `/projects/${project}/work_packages`, { subject: "x" })).body;
  url = `${servers.openproject.url}/api/v3/work_packages/${id}/attachments`;
});
afterEach(() => {
  vi.unstubAllEnvs();
  return servers.close();
});

const authorization = `Basic ${btoa("apikey:opapi-test-admin")}`;

function formOf(metadata: string | Blob, file: Blob = new Blob(["hello"])): FormData {
  const form = new FormData();
  form.append("metadata", metadata);
  form.append("file", file, "ignored.txt");
  return form;
}

async function post(body: FormData, address = url) {
  const response = await fetch(address, { method: "POST", body, headers: { authorization } });
  const answer: unknown = await response.json();
  return { status: response.status, body: answer };
}

it("takes the name from the metadata, and its description only if it is formattable", async () => {
  const metadata = { fileName: "a.txt", description: { raw: "**x**" } };
  expect(await post(formOf(JSON.stringify(metadata)))).toMatchObject({
    status: 201,
    body: { fileName: "a.txt", fileSize: 5, description: { raw: "**x**" } },
  });
  // Accepted, and wrong: no request a client should send belongs in the log.
  vi.stubEnv("PLATFORMQ_REQUEST_LOG", "");
  const plain = await post(formOf(JSON.stringify({ fileName: "b.txt", description: "dropped" })));
  expect(plain.body).toMatchObject({ description: { raw: "" } });
});

it("cannot read metadata that come as a file", async () => {
  const metadata = new Blob([JSON.stringify({ fileName: "a.txt" })], { type: "application/json" });
  expect((await post(formOf(metadata))).status).toBe(400);
});

it("takes multipart only", async () => {
  const headers = { authorization, "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", body: "{}", headers });
  expect(response.status).toBe(415);
});

it("refuses a file that is too large", async () => {
  servers.openproject.fake.state.maximumAttachmentFileSize = 4;
  expect((await post(formOf('{"fileName":"a"}'))).status).toBe(422);
});

it("looks for an upload under way only, to complete it", async () => {
  servers.openproject.fake.state.directUploads = true;
  const form = new FormData();
  form.append("metadata", '{"fileName":"a","fileSize":5}');
  const { body } = await post(form, `${url}/prepare`);
  const { href } = Object(body)._links.completeUpload;
  const complete = () => fetch(new URL(href, url), { headers: { authorization } });
  expect((await complete()).status).toBe(200);
  expect((await complete()).status).toBe(404);
});

it("prepares a direct upload where one is set up, and wants the file last", async () => {
  const form = new FormData();
  form.append("metadata", '{"fileName":"a","fileSize":5}');
  expect((await post(form, `${url}/prepare`)).status).toBe(422);
  servers.openproject.fake.state.directUploads = true;
  const { body } = await post(form, `${url}/prepare`);
  expect(body).toMatchObject({ status: "prepared", _links: { addAttachment: { method: "post" } } });
  const storage = `${servers.openproject.url}/storage`;
  const upload = new FormData();
  upload.append("file", new Blob(["hello"]), "a");
  upload.append("key", "1");
  expect((await fetch(storage, { method: "POST", body: upload })).status).toBe(403);
});
