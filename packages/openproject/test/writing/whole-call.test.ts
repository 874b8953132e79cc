import { AbortError, DeadlineExceededError, TimeoutError } from "@platformq/resilience";
import { ManualClock } from "@platformq/testing";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { OpenProjectClient } from "../../src/index.js";
import { WholeCall } from "../../src/writing/whole-call.js";
import { startOpenProject } from "../fake-openproject.js";

const NEVER_MS = 600_000;

let server: Awaited<ReturnType<typeof startOpenProject>>;
let clock: ManualClock;
let client: OpenProjectClient;
let project: number;

beforeEach(async () => {
  server = await startOpenProject();
  clock = new ManualClock();
  client = server.connect({ clock });
  project = (await client.projects.create({ name: "Apollo" })).id;
  return () => server[Symbol.asyncDispose]();
});

const requestsTo = (line: RegExp) =>
  server.fake.requests.filter(({ method, path }) => line.test(`${method} ${path}`));
const arrived = (line: RegExp) =>
  vi.waitFor(() => expect(requestsTo(line)).not.toHaveLength(0), { interval: 5 });

describe("a deadline", () => {
  test("ends a look-up", async () => {
    server.faults.next({ match: "/principals", delayMs: NEVER_MS });
    const creation = client.workPackages.create(
      { project, subject: "x", assignee: "anna" },
      { deadlineMs: 300 },
    );
    const failure = expect(creation).rejects.toBeInstanceOf(DeadlineExceededError);
    await arrived(/principals/);
    clock.advance(300);
    await failure;
  });

  test("ends waiting for a look-up that is shared", async () => {
    server.faults.next({ match: "/statuses", delayMs: NEVER_MS });
    const params = { project, subject: "x", status: "Closed" };
    const creation = client.workPackages.create(params, { deadlineMs: 300 });
    const failure = expect(creation).rejects.toMatchObject({
      code: "DEADLINE_EXCEEDED",
      outcome: "not-sent",
      message: expect.stringContaining("its deadline of 300 ms"),
    });
    await arrived(/statuses/);
    clock.advance(300);
    await failure;
    expect(requestsTo(/^POST .*work_packages$/)).toEqual([]);
  });

  test("is one for all requests of a call", async () => {
    const { id } = await client.workPackages.create({ project, subject: "x" });
    server.faults.next({ match: /^GET .*work_packages/, delayMs: 150 });
    server.faults.next({ match: "PATCH", delayMs: NEVER_MS });
    const update = client.workPackages.update(id, { subject: "y" }, {}, { deadlineMs: 300 });
    const failure = expect(update).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED", outcome: "unknown" });
    await arrived(/^GET .*work_packages/);
    clock.advance(200);
    await arrived(/PATCH/);
    clock.advance(100);
    await failure;
  });

  test("is the client's where the call has none", async () => {
    const hurried = server.connect({ clock, deadlineMs: 300 });
    const { id } = await hurried.workPackages.create({ project, subject: "x" });
    server.faults.next({ match: /^GET .*work_packages/, delayMs: 150 });
    server.faults.next({ match: "PATCH", delayMs: NEVER_MS });
    const update = hurried.workPackages.update(id, { subject: "y" });
    const failure = expect(update).rejects.toBeInstanceOf(DeadlineExceededError);
    await arrived(/^GET .*work_packages/);
    clock.advance(200);
    await arrived(/PATCH/);
    clock.advance(100);
    await failure;
  });

  test("that is over before the next request sends none", async () => {
    const { id } = await client.workPackages.create({ project, subject: "x" });
    const update = client.workPackages.update(
      id,
      () => {
        clock.advance(300);
        return { subject: "y" };
      },
      {},
      { deadlineMs: 300 },
    );
    await expect(update).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED", outcome: "not-sent" });
    expect(requestsTo(/PATCH/)).toEqual([]);
  });

  test("may be none, and what is no time is refused", async () => {
    const create = (deadlineMs: number | false) =>
      client.workPackages.create({ project, subject: "x", status: "Closed" }, { deadlineMs });
    expect((await create(false)).subject).toBe("x");
    expect((await create(Number.POSITIVE_INFINITY)).subject).toBe("x");
    for (const wrong of [-1, Number.NaN]) {
      await expect(create(wrong)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    }
  });
});

test("the time of one attempt, and how often there is one, go for look-ups too", async () => {
  server.faults.next({ match: "/principals", delayMs: NEVER_MS });
  const creation = client.workPackages.create(
    { project, subject: "x", assignee: "anna" },
    { timeoutMs: 50, retry: false },
  );
  const failure = expect(creation).rejects.toBeInstanceOf(TimeoutError);
  await arrived(/principals/);
  clock.advance(50);
  await failure;
  expect(requestsTo(/principals/)).toHaveLength(1);
});

test("a look-up that fails after the call is over is nobody's unhandled rejection", async () => {
  const call = new WholeCall(clock, { deadlineMs: 300 });
  clock.advance(300);
  const shared = new Promise((_, reject) => setImmediate(reject, new Error("too late")));
  const unhandled = vi.fn();
  process.once("unhandledRejection", unhandled);
  await expect(call.wait(shared)).rejects.toBeInstanceOf(DeadlineExceededError);
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off("unhandledRejection", unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

describe("an abort", () => {
  test("ends a look-up of one's own", async () => {
    server.faults.next({ match: "/projects", delayMs: NEVER_MS });
    const controller = new AbortController();
    const entry = client.timeEntries.create(
      { project: "apollo", spentOn: "2026-05-01", hours: { hours: 1 } },
      { signal: controller.signal },
    );
    const failure = expect(entry).rejects.toBeInstanceOf(AbortError);
    await arrived(/GET .*projects\/apollo/);
    controller.abort();
    await failure;
  });

  test("ends the waiting for a shared look-up, but not the look-up", async () => {
    const create = (subject: string, signal?: AbortSignal) =>
      client.workPackages.create({ project, subject, status: "Closed" }, { signal });
    server.faults.next({ match: "/statuses", delayMs: 100 });
    const controller = new AbortController();
    const mine = create("mine", controller.signal);
    const theirs = create("theirs");
    // Of the wait: the request after it would tell of itself.
    const message = "The call was aborted by the caller";
    const failure = expect(mine).rejects.toMatchObject({ code: "ABORTED", outcome: "not-sent", message });
    await arrived(/statuses/);
    controller.abort(new Error("enough"));
    await failure;
    expect(await theirs).toMatchObject({ subject: "theirs", _links: { status: { title: "Closed" } } });
    expect(requestsTo(/statuses/)).toHaveLength(1);
    await expect(create("late", controller.signal)).rejects.toBeInstanceOf(AbortError);
  });

  test("ends an upload before its file is sent", async () => {
    const { id } = await client.workPackages.create({ project, subject: "x" });
    server.faults.next({ match: "/configuration", delayMs: NEVER_MS });
    const controller = new AbortController();
    const file = Buffer.from("text");
    const upload = client.attachments.upload(
      "work_packages",
      id,
      { file, fileName: "a.txt" },
      { signal: controller.signal },
    );
    const failure = expect(upload).rejects.toBeInstanceOf(AbortError);
    await arrived(/configuration/);
    controller.abort();
    await failure;
    expect(requestsTo(/attachments/)).toEqual([]);
  });
});

test("an upload that prepares a storage has one deadline too", async () => {
  server.fake.state.directUploads = true;
  const { id } = await client.workPackages.create({ project, subject: "x" });
  server.faults.next({ match: "/configuration", delayMs: 150 });
  server.faults.next({ match: "/prepare", delayMs: NEVER_MS });
  const params = { file: Buffer.from("text"), fileName: "a.txt", direct: true };
  const upload = client.attachments.upload("work_packages", id, params, { deadlineMs: 300 });
  const failure = expect(upload).rejects.toBeInstanceOf(DeadlineExceededError);
  await arrived(/configuration/);
  clock.advance(200);
  await arrived(/prepare/);
  clock.advance(100);
  await failure;
});
