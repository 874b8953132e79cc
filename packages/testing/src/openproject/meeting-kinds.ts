import { constraintViolation } from "./errors.js";
import type { RecordKind } from "./records.js";
import { PRINCIPALS, WORKSPACES } from "./request-body.js";

const STATES = ["open", "draft", "in_progress", "cancelled", "closed"];
const FREQUENCIES = ["daily", "working_days", "weekly", "monthly_day_of_month", "monthly_nth_weekday"];
const HOUR = 3_600_000;

/** Meetings with their agendas. */
export const MEETING_KINDS: readonly RecordKind[] = [
  {
    path: "/meetings",
    type: "Meeting",
    properties: {
      title: "text",
      location: "text",
      startTime: "text",
      duration: "duration",
      state: "text",
      template: "flag",
      notify: "flag",
    },
    links: { project: WORKSPACES, author: ["users"], recurringMeeting: ["recurring_meetings"] },
    required: ["title", "project"],
    defaults: { lockVersion: 0, startTime: "2026-06-01T10:00:00.000Z", duration: "PT1H", state: "open" },
    can: ["list", "create", "update", "delete", "form", "schema"],
    paged: true,
    locked: true,
    check({ values }) {
      const [, hours = 0, minutes = 0] = /^PT(?:(\d+)H)?(?:(\d+)M)?$/.exec(String(values.duration)) ?? [];
      const end = Date.parse(String(values.startTime)) + (Number(hours) + Number(minutes) / 60) * HOUR;
      values.endTime = new Date(end || 0).toISOString();
      const isKnown = STATES.includes(String(values.state));
      return isKnown ? [] : [constraintViolation("state", "State is not included in the list.")];
    },
  },
  {
    path: "/meeting_sections",
    type: "MeetingSection",
    properties: { title: "text" },
    links: { meeting: ["meetings"] },
    required: ["title", "meeting"],
    defaults: { backlog: false },
    can: ["create", "update", "delete"],
    under: { "/meetings/{id}/sections": "meeting" },
  },
  {
    path: "/meeting_agenda_items",
    type: "MeetingAgendaItem",
    properties: { title: "text", notes: "formattable", durationInMinutes: "number", itemType: "text" },
    links: {
      meeting: ["meetings"],
      section: ["meeting_sections"],
      presenter: PRINCIPALS,
      workPackage: ["work_packages"],
    },
    required: ["meeting"],
    defaults: { lockVersion: 0, notes: "", itemType: "simple" },
    can: ["create", "update", "delete"],
    locked: true,
    under: { "/meetings/{id}/agenda_items": "meeting" },
    check({ values, links }) {
      const needed = values.itemType === "work_package" ? links.workPackage : values.title;
      return needed ? [] : [constraintViolation("title", "Title can't be blank.")];
    },
  },
  {
    path: "/meeting_outcomes",
    type: "MeetingOutcome",
    properties: { kind: "text", notes: "formattable" },
    links: { agendaItem: ["meeting_agenda_items"], workPackage: ["work_packages"] },
    required: ["kind", "agendaItem"],
    defaults: { notes: "" },
    can: ["create", "update", "delete"],
  },
  {
    path: "/recurring_meetings",
    type: "RecurringMeeting",
    properties: {
      title: "text",
      frequency: "text",
      interval: "number",
      endAfter: "text",
      endDate: "text",
      iterations: "number",
      startTime: "text",
      location: "text",
      duration: "number",
    },
    links: { project: WORKSPACES },
    required: ["title", "project", "startTime"],
    defaults: { frequency: "weekly", interval: 1, endAfter: "never", duration: 1, notify: false },
    can: ["list", "create", "update", "delete"],
    paged: true,
    check({ values }) {
      const isKnown = FREQUENCIES.includes(String(values.frequency));
      return isKnown ? [] : [constraintViolation("frequency", "Frequency is not included in the list.")];
    },
  },
];
