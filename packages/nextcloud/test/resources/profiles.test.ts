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

test("a profile shows what its owner lets others see", async () => {
  const anna = server.as("anna");
  await anna.users.update("anna", { role: "Architect" });
  expect(await client.profiles.get("anna")).toMatchObject({
    userId: "anna",
    displayName: "Anna Berg",
    role: "Architect",
    actions: [{ id: "profile" }],
  });
  await anna.profiles.setVisibility("anna", { field: "role", visibility: "hide" });
  expect(await client.profiles.get("anna")).not.toHaveProperty("role");
});

test("a profile that is switched off is not there", async () => {
  await server.as("ben").users.update("ben", { profileEnabled: false });
  await expect(client.profiles.get("ben")).rejects.toBeInstanceOf(NotFoundError);
});

test("only its owner says who sees it", async () => {
  const hidden = { field: "role", visibility: "hide" } as const;
  await expect(client.profiles.setVisibility("anna", hidden)).rejects.toBeInstanceOf(ForbiddenError);
  const wrong = { ...hidden, field: "shoe size" };
  await expect(client.profiles.setVisibility("admin", wrong)).rejects.toBeInstanceOf(BadRequestError);
});

test("there are ways to get in touch", async () => {
  const [first] = await client.profiles.contactActions("anna");
  expect(first).toMatchObject({ appId: "profile", hyperlink: expect.stringContaining("/u/anna") });
  await expect(client.profiles.contactActions("nobody")).rejects.toBeInstanceOf(NotFoundError);
});
