import { AbortError } from "@platformq/resilience";
import { expect, test } from "vitest";
import { startOpenProject } from "../fake-openproject.js";

function* everyNumber() {
  for (let id = 1000; ; id++) yield id;
}

test("an abort ends many updates, however many are left", async () => {
  await using server = await startOpenProject();
  const controller = new AbortController();
  const settled: number[] = [];
  const iterate = async () => {
    const options = { signal: controller.signal };
    const updates = server.client.workPackages.updateEach(everyNumber(), { subject: "x" }, {}, options);
    for await (const { id } of updates) {
      settled.push(id);
      if (settled.length === 2) controller.abort(new Error("enough"));
    }
  };
  await expect(iterate()).rejects.toBeInstanceOf(AbortError);
  expect(settled).toEqual([1000, 1001]);
});
