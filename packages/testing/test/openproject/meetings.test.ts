import { afterAll, expect, it } from "vitest";
import { startMockServers } from "../../src/index.js";
import { as, failure, href } from "./as.js";

const servers = await startMockServers({ services: ["openproject"] });
afterAll(() => servers.close());
const admin = as(servers.openproject, "admin");

async function projectLink(name: string) {
  const { body } = await admin("POST", "/projects", { name });
  return { project: href(`projects/${body.id}`) };
}

it("wants the version a change is based on, and counts on", async () => {
  const _links = await projectLink("Alpha");
  const { body: meeting } = await admin("POST", "/meetings", { title: "Kick-off", _links });
  const path = `/meetings/${meeting.id}`;
  expect(await admin("PATCH", path, { title: "x" })).toMatchObject(failure(409, "UpdateConflict"));
  expect(await admin("PATCH", path, { title: "x", lockVersion: 0 })).toMatchObject({
    status: 200,
    body: { title: "x", lockVersion: 1 },
  });
  expect(await admin("PATCH", path, { title: "y", lockVersion: 0 })).toMatchObject(
    failure(409, "UpdateConflict"),
  );
  expect(await admin("POST", `${path}/form`, { title: "y" })).toMatchObject(failure(409, "UpdateConflict"));
});

it("refuses a duration that is none, and states there are not", async () => {
  const _links = await projectLink("Beta");
  expect(await admin("POST", "/meetings", { title: "x", duration: 1, _links })).toMatchObject(
    failure(422, "PropertyFormatError", "duration"),
  );
  expect(await admin("POST", "/meetings", { title: "x", state: "over", _links })).toMatchObject(
    failure(422, "PropertyConstraintViolation", "state"),
  );
});

it("wants to be told whether a series sends e-mails", async () => {
  const _links = await projectLink("Gamma");
  const series = { title: "Weekly", startTime: "2026-06-01T10:00:00.000Z", _links };
  const { body } = await admin("POST", "/recurring_meetings", series);
  expect(await admin("POST", `/recurring_meetings/${body.id}/template_completed`, {})).toMatchObject(
    failure(400, "BadRequest"),
  );
});
