import { ConflictError, NotFoundError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { linkId, type OpenProjectClient, UpdateConflictError, ValidationError } from "../../src/index.js";
import { startOpenProject } from "../fake-openproject.js";

let server: Awaited<ReturnType<typeof startOpenProject>>;
let client: OpenProjectClient;
let project: number;

beforeEach(async () => {
  server = await startOpenProject();
  client = server.client;
  project = (await client.projects.create({ name: "Apollo" })).id;
  return () => server[Symbol.asyncDispose]();
});

const startTime = "2026-06-01T10:00:00.000Z";

describe("meetings", () => {
  test("are called with a duration in any form, listed and deleted", async () => {
    const { meetings } = client;
    const params = { title: "Kick-off", project: "apollo", startTime, duration: { hours: 1.5 } };
    const meeting = await meetings.create(params);
    expect(meeting).toMatchObject({ duration: "PT1H30M", endTime: "2026-06-01T11:30:00.000Z" });
    expect(linkId(meeting._links.project)).toBe(project);
    expect((await meetings.list()).items.map(({ id }) => id)).toEqual([meeting.id]);
    await meetings.delete(meeting.id);
    await expect(meetings.get(meeting.id)).rejects.toBeInstanceOf(NotFoundError);
  });

  test("are not called twice after a lost answer", async () => {
    server.faults.next({ match: "POST", reset: "before-response", handled: true });
    const call = client.meetings.create({ title: "Kick-off", project });
    await expect(call).rejects.toMatchObject({ outcome: "unknown", attempts: 1 });
    expect((await client.meetings.list()).items).toHaveLength(1);
  });

  test("are changed without a lock version; a change of the same by others is a conflict", async () => {
    const { meetings } = client;
    const { id } = await meetings.create({ title: "Kick-off", project });
    expect(await meetings.update(id, { location: "Room 1", notify: false })).toMatchObject({
      location: "Room 1",
      notify: false,
      lockVersion: 1,
    });
    const late = meetings.update(id, async () => {
      await meetings.update(id, { title: "Theirs" });
      return { title: "Ours" };
    });
    await expect(late).rejects.toBeInstanceOf(UpdateConflictError);
  });

  test("are checked by forms, which write nothing", async () => {
    const { meetings } = client;
    expect((await meetings.validate({ title: "" })).errors.map(({ attribute }) => attribute)).toEqual([
      "title",
      "project",
    ]);
    const { id } = await meetings.create({ title: "Kick-off", project });
    expect((await meetings.validateUpdate(id, { state: "closed" })).isValid).toBe(true);
    expect((await meetings.get(id)).state).toBe("open");
    expect((await meetings.schema()).get("title")?.required).toBe(true);
  });
});

describe("an agenda", () => {
  let meeting: number;

  beforeEach(async () => {
    meeting = (await client.meetings.create({ title: "Kick-off", project })).id;
  });

  test("has sections and points with presenters", async () => {
    const { meetingSections, meetingAgendaItems } = client;
    const section = await meetingSections.create({ title: "Budget", meeting });
    expect((await meetingSections.update(section.id, { title: "Money" })).title).toBe("Money");
    const params = { meeting, title: "Fuel", notes: "**dear**", presenter: "anna", section: section.id };
    const item = await meetingAgendaItems.create({ ...params, durationInMinutes: 10 });
    expect(item).toMatchObject({ itemType: "simple", notes: { raw: "**dear**" }, durationInMinutes: 10 });
    expect(linkId(item._links.presenter)).toBe(5);
    expect(linkId(item._links.section)).toBe(section.id);
    const changed = await meetingAgendaItems.update(item.id, { presenter: null, notes: null });
    expect(changed).toMatchObject({ notes: { raw: "" }, lockVersion: 1 });
    expect((await meetingAgendaItems.list(meeting)).items.map(({ id }) => id)).toEqual([item.id]);
    await meetingAgendaItems.delete(item.id);
    await expect(meetingAgendaItems.get(item.id)).rejects.toBeInstanceOf(NotFoundError);
    expect((await meetingSections.list(meeting)).items.map(({ id }) => id)).toEqual([section.id]);
    await meetingSections.delete(section.id);
    await expect(meetingSections.get(section.id)).rejects.toBeInstanceOf(NotFoundError);
  });

  test("has work packages for points, and outcomes", async () => {
    const { meetingAgendaItems, meetingOutcomes, workPackages } = client;
    const workPackage = (await workPackages.create({ project, subject: "Land" })).id;
    const agendaItem = (await meetingAgendaItems.create({ meeting, workPackage })).id;
    expect((await meetingAgendaItems.get(agendaItem)).itemType).toBe("work_package");
    const noted = await meetingOutcomes.create({ agendaItem, notes: "done" });
    expect(noted).toMatchObject({ kind: "information", notes: { raw: "done" } });
    const followed = await meetingOutcomes.update(noted.id, { workPackage });
    expect(followed.kind).toBe("work_package");
    expect((await meetingOutcomes.list(meeting, agendaItem)).items).toHaveLength(1);
    expect(linkId((await meetingOutcomes.get(noted.id))._links.workPackage)).toBe(workPackage);
    await meetingOutcomes.delete(noted.id);
    expect((await meetingOutcomes.list(meeting, agendaItem)).items).toEqual([]);
  });

  test("refuses a point that is about nothing", async () => {
    await expect(client.meetingAgendaItems.create({ meeting })).rejects.toBeInstanceOf(ValidationError);
  });
});

describe("a series of meetings", () => {
  const create = () =>
    client.recurringMeetings.create({
      title: "Weekly",
      project,
      frequency: "weekly",
      endAfter: "iterations",
      iterations: 3,
      startTime,
    });

  test("is a draft until its template is complete, and ends", async () => {
    const { recurringMeetings } = client;
    const { id } = await create();
    expect((await recurringMeetings.list()).items).toHaveLength(1);
    await expect(recurringMeetings.end(id)).rejects.toBeInstanceOf(ValidationError);
    const begun = await recurringMeetings.completeTemplate(id, { notify: false });
    expect(begun.notify).toBe(false);
    await expect(recurringMeetings.completeTemplate(id, { notify: false })).rejects.toBeInstanceOf(
      ValidationError,
    );
    expect((await recurringMeetings.update(id, { location: "Room 1" })).location).toBe("Room 1");
    expect((await recurringMeetings.end(id)).endAfter).toBe("specific_date");
    await recurringMeetings.delete(id);
    await expect(recurringMeetings.get(id)).rejects.toBeInstanceOf(NotFoundError);
  });

  test("has times, which become meetings or are left out", async () => {
    const { recurringMeetings } = client;
    const { id } = await create();
    const [first, second, third] = (await recurringMeetings.occurrences(id, "upcoming")).items;
    expect([first?.startTime, third?.startTime]).toEqual([startTime, "2026-06-15T10:00:00.000Z"]);
    const meeting = await recurringMeetings.initOccurrence(id, startTime);
    expect(meeting).toMatchObject({ title: "Weekly", startTime });
    expect((await recurringMeetings.occurrences(id, "open")).items[0]?._links.meeting?.href).toBe(
      `/api/v3/meetings/${meeting.id}`,
    );
    await expect(recurringMeetings.cancelOccurrence(id, startTime)).rejects.toBeInstanceOf(ConflictError);
    await recurringMeetings.cancelOccurrence(id, second?.startTime ?? "");
    expect((await recurringMeetings.occurrences(id, "cancelled")).items).toHaveLength(1);
    expect((await recurringMeetings.occurrences(id, "upcoming")).items).toHaveLength(2);
    expect((await recurringMeetings.occurrences(id, "past")).items).toEqual([]);
  });
});
