import { constraintViolation } from "./errors.js";
import { MEETING_KINDS } from "./meeting-kinds.js";
import type { RecordKind } from "./records.js";
import { PRINCIPALS, WORKSPACES } from "./request-body.js";
import { STORAGE_KINDS } from "./storage-kinds.js";
import { isVersionSharedWith } from "./version-sharing.js";

const ALL = ["list", "create", "update", "delete"] as const;

/** Everything that is kept as it was written. */
export const RECORD_KINDS: readonly RecordKind[] = [
  ...MEETING_KINDS,
  ...STORAGE_KINDS,
  {
    path: "/versions",
    type: "Version",
    properties: {
      name: "text",
      description: "formattable",
      startDate: "text",
      endDate: "text",
      status: "text",
      sharing: "text",
    },
    links: { definingProject: WORKSPACES },
    required: ["name", "definingProject"],
    defaults: { status: "open", sharing: "none", startDate: null, endDate: null, description: "" },
    can: [...ALL, "form", "schema"],
    under: {
      "/projects/{id}/versions": "definingProject",
      "/workspaces/{id}/versions": "definingProject",
    },
    isSharedWith: isVersionSharedWith,
    check({ values }) {
      const isKnown = ["open", "locked", "closed"].includes(String(values.status));
      return isKnown ? [] : [constraintViolation("status", "Status is not included in the list.")];
    },
  },
  {
    path: "/categories",
    type: "Category",
    properties: { name: "text" },
    links: { project: WORKSPACES, defaultAssignee: PRINCIPALS },
    can: [],
    under: { "/projects/{id}/categories": "project", "/workspaces/{id}/categories": "project" },
  },
  {
    path: "/time_entries",
    type: "TimeEntry",
    properties: {
      hours: "duration",
      spentOn: "text",
      comment: "formattable",
      ongoing: "flag",
      startTime: "text",
    },
    links: {
      entity: ["work_packages", "meetings"],
      workPackage: ["work_packages"],
      project: WORKSPACES,
      activity: ["time_entries/activities"],
      user: PRINCIPALS,
    },
    required: ["spentOn", "project"],
    defaults: { comment: "", ongoing: false },
    can: [...ALL, "form", "schema"],
    paged: true,
    check(record, { present: { state }, user }) {
      const entity = record.links.entity ?? record.links.workPackage ?? null;
      const workPackage = state.workPackages.get(Number(String(entity).split("/").at(-1)));
      const project = workPackage ? `/projects/${workPackage.projectId}` : (record.links.project ?? null);
      Object.assign(record.links, { entity, workPackage: entity, project });
      record.links.user ??= `/users/${user?.id}`;
      const { hours, ongoing } = record.values;
      const isRunning = [...state.recordsOf("/time_entries").values()].some(
        ({ id, values, links }) =>
          id !== record.id && values.ongoing === true && links.user === record.links.user,
      );
      return [
        ...(!ongoing && !hours ? [constraintViolation("hours", "Work can't be blank.")] : []),
        ...(ongoing && isRunning ? [constraintViolation("ongoing", "Another timer is running.")] : []),
      ];
    },
  },
  {
    path: "/time_entries/activities",
    type: "TimeEntriesActivity",
    properties: { name: "text", position: "number", default: "flag" },
    can: [],
  },
  {
    path: "/news",
    type: "News",
    properties: { title: "text", summary: "text", description: "formattable" },
    links: { project: WORKSPACES, author: ["users"] },
    required: ["title", "project"],
    defaults: { summary: "", description: "" },
    can: ALL,
    paged: true,
    deleted: 202,
  },
  {
    path: "/placeholder_users",
    type: "PlaceholderUser",
    properties: { name: "text" },
    required: ["name"],
    defaults: { status: "active" },
    can: ALL,
    paged: true,
    deleted: 202,
  },
  {
    path: "/grids",
    type: "Grid",
    properties: { rowCount: "number", columnCount: "number", widgets: "json" },
    links: { scope: ["page"] },
    required: ["scope"],
    defaults: { rowCount: 1, columnCount: 1, widgets: [] },
    can: ["list", "create", "update", "form"],
    paged: true,
  },
  {
    path: "/documents",
    type: "Document",
    properties: { title: "text", description: "formattable" },
    links: { project: WORKSPACES },
    required: ["title"],
    can: ["list", "update"],
    paged: true,
  },
  {
    path: "/wiki_pages",
    type: "WikiPage",
    properties: { title: "text" },
    links: { project: WORKSPACES },
    can: [],
  },
  { path: "/posts", type: "Post", properties: { subject: "text" }, links: { project: WORKSPACES }, can: [] },
  {
    path: "/help_texts",
    type: "HelpText",
    properties: { attribute: "text", scope: "text", helpText: "formattable" },
    can: ["list"],
  },
  {
    path: "/budgets",
    type: "Budget",
    properties: { subject: "text" },
    links: { project: WORKSPACES },
    can: [],
    under: { "/projects/{id}/budgets": "project" },
  },
  {
    path: "/cost_entries",
    type: "CostEntry",
    properties: { spentUnits: "number" },
    links: { costType: ["cost_types"], workPackage: ["work_packages"] },
    can: [],
    under: { "/work_packages/{id}/cost_entries": "workPackage" },
  },
  {
    path: "/cost_types",
    type: "CostType",
    properties: { name: "text", unit: "text", unitPlural: "text" },
    can: [],
  },
  {
    path: "/revisions",
    type: "Revision",
    properties: {
      identifier: "text",
      formattedIdentifier: "text",
      authorName: "text",
      message: "formattable",
    },
    links: { project: WORKSPACES, workPackage: ["work_packages"] },
    can: [],
    under: { "/work_packages/{id}/revisions": "workPackage" },
  },
  {
    path: "/sprints",
    type: "Sprint",
    properties: { name: "text", startDate: "text", finishDate: "text" },
    links: { definingWorkspace: WORKSPACES, status: ["urn"] },
    can: ["list"],
    paged: true,
    under: { "/projects/{id}/sprints": "definingWorkspace" },
  },
  {
    path: "/project_phases",
    type: "ProjectPhase",
    properties: { name: "text", active: "flag" },
    links: { definition: ["project_phase_definitions"], project: WORKSPACES },
    can: [],
  },
  {
    path: "/project_phase_definitions",
    type: "ProjectPhaseDefinition",
    properties: { name: "text", startGate: "flag", finishGate: "flag" },
    can: ["list"],
  },
  {
    path: "/custom_field_items",
    type: "HierarchyItem",
    properties: { label: "text", short: "text", depth: "number" },
    links: {
      parent: ["custom_field_items"],
      customField: ["custom_fields"],
    },
    can: [],
    under: {
      "/custom_fields/{id}/items": "customField",
      "/custom_field_items/{id}/branch": "parent",
    },
  },
  {
    path: "/views",
    type: "Views::WorkPackagesTable",
    properties: { name: "text", public: "flag" },
    links: { query: ["queries"], project: WORKSPACES },
    can: ["list"],
  },
  {
    path: "/notifications",
    type: "Notification",
    properties: { reason: "text", readIAN: "flag" },
    links: { project: WORKSPACES, resource: ["work_packages"], actor: ["users"], activity: ["activities"] },
    can: ["list"],
    paged: true,
  },
  {
    path: "/reminders",
    type: "Reminder",
    properties: { remindAt: "text", note: "text" },
    links: { creator: ["users"], remindable: ["work_packages"] },
    required: ["remindAt"],
    can: ["list", "update", "delete"],
    under: { "/work_packages/{id}/reminders": "remindable" },
  },
  {
    path: "/shares",
    type: "Share",
    properties: {},
    links: {
      entity: ["work_packages"],
      project: WORKSPACES,
      principal: PRINCIPALS,
      roles: ["roles"],
    },
    can: ["list"],
    paged: true,
  },
  {
    path: "/custom_actions",
    type: "CustomAction",
    properties: { name: "text", description: "text", statusId: "number" },
    can: [],
  },
];
