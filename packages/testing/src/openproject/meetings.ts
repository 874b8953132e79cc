import type { Clock } from "../clock.js";
import type { OpenProjectApi, OpenProjectCall } from "./api.js";
import { wholeCollection } from "./collection.js";
import { constraintViolation, notFound, OpenProjectError } from "./errors.js";
import { MEETING_KINDS } from "./meeting-kinds.js";
import { recordResource } from "./records.js";
import type { OpenProjectRecord, OpenProjectState } from "./state.js";

const DAY = 86_400_000;
/** How many times of a series are foreseen. */
const UPCOMING = 5;

/** The times of series of meetings, the meetings made for them, and what came of points on agendas. */
export function addMeetingEndpoints(api: OpenProjectApi, state: OpenProjectState, clock: Clock): void {
  const series = state.recordsOf("/recurring_meetings");
  const meetings = state.recordsOf("/meetings");
  const find = ({ path }: OpenProjectCall): OpenProjectRecord => {
    const record = series.get(Number(path.id));
    if (record === undefined) throw notFound();
    return record;
  };
  const show = ({ present }: OpenProjectCall, path: string, record: OpenProjectRecord): object => {
    const kind = MEETING_KINDS.find((candidate) => candidate.path === path);
    if (kind === undefined) throw notFound();
    return recordResource(present, kind, record);
  };
  const meetingsOf = ({ id }: OpenProjectRecord) =>
    [...meetings.values()].filter(({ links }) => links.recurringMeeting === `/recurring_meetings/${id}`);
  const meetingAt = (record: OpenProjectRecord, startTime: string) =>
    meetingsOf(record).find(({ values }) => values.startTime === startTime);
  const open = (record: OpenProjectRecord, startTime: string): OpenProjectRecord => {
    const { title, location } = record.values;
    const now = new Date(clock.now()).toISOString();
    const meeting = {
      id: state.nextId(),
      values: {
        title,
        location,
        startTime,
        endTime: startTime,
        duration: "PT1H",
        lockVersion: 0,
        state: "open",
      },
      links: { project: record.links.project ?? null, recurringMeeting: `/recurring_meetings/${record.id}` },
      createdAt: now,
      updatedAt: now,
    };
    meetings.set(meeting.id, meeting);
    return meeting;
  };

  for (const which of ["upcoming", "open", "past", "cancelled"] as const) {
    const path = (id: string | undefined) => `/recurring_meetings/${id}/occurrences/${which}`;
    api.on("GET", path("{id}"), (call) => {
      const record = find(call);
      const cancelled = cancelledOf(record);
      const times = {
        upcoming: timesOf(record).filter((time) => !cancelled.includes(time)),
        open: meetingsOf(record).map(({ values }) => String(values.startTime)),
        past: [],
        cancelled,
      }[which];
      const resource = wholeCollection(times, {
        href: call.present.href(path(call.path.id)),
        query: call.query,
        filters: {},
        present: (startTime: string) => {
          const meeting = meetingAt(record, startTime);
          return {
            _type: "MeetingOccurrence",
            startTime,
            state: cancelled.includes(startTime) ? "cancelled" : (meeting?.values.state ?? null),
            _links: {
              self: call.present.link(`/recurring_meetings/${record.id}/occurrences/${startTime}`),
              recurringMeeting: call.present.link(`/recurring_meetings/${record.id}`),
              ...(meeting && { meeting: call.present.link(`/meetings/${meeting.id}`) }),
            },
          };
        },
      });
      return { status: 200, resource };
    });
  }

  api.on("POST", "/recurring_meetings/{id}/occurrences/{startTime}/init", (call) => {
    const [record, startTime] = [find(call), call.path.startTime ?? ""];
    if (meetingAt(record, startTime)) throw constraintViolation("base", "The occurrence has its meeting.");
    record.values.cancelled = cancelledOf(record).filter((time) => time !== startTime);
    return { status: 201, resource: show(call, "/meetings", open(record, startTime)) };
  });

  api.on("DELETE", "/recurring_meetings/{id}/occurrences/{startTime}", (call) => {
    const [record, startTime] = [find(call), call.path.startTime ?? ""];
    if (meetingAt(record, startTime)) {
      const message = "Cannot cancel an already instantiated occurrence. Delete the meeting instead.";
      throw new OpenProjectError(409, "UpdateConflict", message);
    }
    record.values.cancelled = [...cancelledOf(record), startTime];
    return { status: 204 };
  });

  api.on("POST", "/recurring_meetings/{id}/template_completed", (call) => {
    const record = find(call);
    const notify = call.body.flag("notify");
    if (notify === undefined) throw new OpenProjectError(400, "BadRequest", "Bad request: notify is missing");
    const [first = ""] = timesOf(record);
    if (meetingAt(record, first)) throw constraintViolation("base", "The series has begun.");
    record.values.notify = notify;
    open(record, first);
    return { status: 200, resource: show(call, "/recurring_meetings", record) };
  });

  api.on("POST", "/recurring_meetings/{id}/end", (call) => {
    const record = find(call);
    if (meetingsOf(record).length === 0) throw constraintViolation("endDate", "The series has not begun.");
    const today = new Date(clock.now()).toISOString().slice(0, 10);
    Object.assign(record.values, { endAfter: "specific_date", endDate: today });
    return { status: 200, resource: show(call, "/recurring_meetings", record) };
  });

  api.on("GET", "/meetings/{meetingId}/agenda_items/{id}/outcomes", (call) => {
    const item = `/meeting_agenda_items/${call.path.id}`;
    if (!state.recordsOf("/meeting_agenda_items").has(Number(call.path.id))) throw notFound();
    const outcomes = [...state.recordsOf("/meeting_outcomes").values()];
    const resource = wholeCollection(
      outcomes.filter(({ links }) => links.agendaItem === item),
      {
        href: call.present.href(`/meetings/${call.path.meetingId}/agenda_items/${call.path.id}/outcomes`),
        query: call.query,
        filters: {},
        present: (outcome) => show(call, "/meeting_outcomes", outcome),
      },
    );
    return { status: 200, resource };
  });
}

/** Daily and weekly series only. */
function timesOf({ values }: OpenProjectRecord): string[] {
  const { startTime, frequency, interval, endAfter, iterations } = values;
  if (endAfter === "specific_date") return [];
  const step = Number(interval) * (frequency === "daily" ? DAY : 7 * DAY);
  const length = endAfter === "iterations" ? Number(iterations) : UPCOMING;
  const first = Date.parse(String(startTime));
  return Array.from({ length }, (_, index) => new Date(first + index * step).toISOString());
}

function cancelledOf({ values }: OpenProjectRecord): string[] {
  return Array.isArray(values.cancelled) ? values.cancelled.map(String) : [];
}
