import { InvalidInputError } from "@platformq/resilience";
import { expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

test.each([
  ["Folder", "Folder/below"],
  ["/Folder/", "Folder/far/below/"],
  ["/", "Folder"],
])("'%s' goes nowhere inside itself, such as to '%s'", async (from, to) => {
  await using server = await startNextcloud();
  const { files } = server.client;
  await expect(files.move(from, to)).rejects.toBeInstanceOf(InvalidInputError);
  await expect(files.copy(from, to)).rejects.toBeInstanceOf(InvalidInputError);
  expect(server.fake.requests).toHaveLength(0);
});

test("a folder goes beside another whose name begins like its own", async () => {
  await using server = await startNextcloud();
  const { files } = server.client;
  await files.createFolder("Folder");
  await files.move("Folder", "Folder 2");
  expect((await files.stat("Folder 2")).type).toBe("folder");
});
