import { BadRequestError, ForbiddenError, NotFoundError } from "@platformq/resilience";
import { beforeAll, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let client: (typeof server)["client"];

beforeAll(async () => {
  server = await startNextcloud();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

const offered = () => Math.max(...server.fake.state.ownershipTransfers.keys());

test("a folder changes its owner once the new one agrees", async () => {
  await client.files.createFolder("Handover");
  await client.files.upload("Handover/notes.md", "x");
  await client.ownershipTransfers.offer({ path: "Handover", recipient: "anna" });
  const id = offered();
  await expect(server.as("ben").ownershipTransfers.accept(id)).rejects.toBeInstanceOf(ForbiddenError);
  await server.as("anna").ownershipTransfers.accept(id);
  expect(await server.as("anna").files.downloadText("Handover/notes.md")).toBe("x");
  expect(await client.files.exists("Handover")).toBe(false);
});

test("what is rejected stays", async () => {
  await client.files.upload("kept.md", "x");
  await client.ownershipTransfers.offer({ path: "kept.md", recipient: "anna" });
  const id = offered();
  await server.as("anna").ownershipTransfers.reject(id);
  await expect(server.as("anna").ownershipTransfers.accept(id)).rejects.toBeInstanceOf(NotFoundError);
  expect(await client.files.exists("kept.md")).toBe(true);
  const nobody = client.ownershipTransfers.offer({ path: "kept.md", recipient: "nobody" });
  await expect(nobody).rejects.toBeInstanceOf(BadRequestError);
});
