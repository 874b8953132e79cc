import type { OpenProjectApi, OpenProjectCall } from "./api.js";
import { pagedCollection, wholeCollection } from "./collection.js";
import { customFieldSchemas } from "./custom-fields.js";
import { invalidQuery, notFound, OpenProjectError } from "./errors.js";
import { dateFilter, listFilter } from "./filters.js";
import type { OpenProjectState } from "./state.js";

const STATUSES = ["on_track", "at_risk", "off_track", "not_started", "finished", "discontinued"];
const ACTIONS = ["work_packages/create", "work_packages/read", "memberships/create"];
const WEEK = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** What is only looked up: settings, capabilities, days, options, previews. */
export function addLookupEndpoints(api: OpenProjectApi, state: OpenProjectState): void {
  addConfiguration(api, state);
  addCapabilities(api, state);
  addDays(api);
  addPreviews(api);

  api.on("GET", "/project_statuses/{id}", ({ path, present }) => {
    const id = path.id ?? "";
    if (!STATUSES.includes(id)) throw notFound();
    const self = present.link(`/project_statuses/${id}`);
    return {
      status: 200,
      resource: { _type: "ProjectStatus", id, name: id.replace("_", " "), _links: { self } },
    };
  });

  api.on("GET", "/custom_options/{id}", ({ path, present }) => {
    const options = [...state.customFields.values()].flatMap((field) => field.options ?? []);
    const option = options.find(({ id }) => String(id) === path.id);
    if (option === undefined) throw notFound();
    const self = present.link(`/custom_options/${option.id}`, option.value);
    return { status: 200, resource: { _type: "CustomOption", ...option, _links: { self } } };
  });

  for (const path of ["/projects/schema", "/workspaces/schema", "/memberships/schema"]) {
    api.on("GET", path, ({ present }) => {
      const name = {
        type: "String",
        name: "Name",
        required: true,
        hasDefault: false,
        writable: true,
        options: {},
      };
      const fields = path.startsWith("/memberships") ? {} : customFieldSchemas(present);
      const _links = { self: present.link(path) };
      return { status: 200, resource: { _type: "Schema", name, ...fields, _links } };
    });
  }
}

function addConfiguration(api: OpenProjectApi, state: OpenProjectState): void {
  const configuration = ({ present }: OpenProjectCall, path: string) => ({
    _type: "Configuration",
    maximumAttachmentFileSize: state.maximumAttachmentFileSize,
    hostName: "openproject.test",
    perPageOptions: [20, 100],
    durationFormat: "hours_only",
    activeFeatureFlags: [],
    _links: { self: present.link(path) },
  });
  api.on("GET", "/configuration", (call) => ({
    status: 200,
    resource: configuration(call, "/configuration"),
  }));
  api.on("GET", "/projects/{id}/configuration", (call) => {
    const project = call.may.visibleProject(state.findProject(call.path.id ?? ""));
    const resource = configuration(call, `/projects/${project.id}/configuration`);
    return { status: 200, resource: { ...resource, enabledInternalComments: true } };
  });
}

function addCapabilities(api: OpenProjectApi, state: OpenProjectState): void {
  const all = () =>
    [...state.memberships.values()].flatMap(({ projectId, principalId }) =>
      ACTIONS.map((action) => ({ action, projectId, principalId })),
    );
  const idOf = ({ action, projectId, principalId }: ReturnType<typeof all>[number]) =>
    `${action}/${projectId === null ? "g" : `p${projectId}`}-${principalId}`;
  const show = ({ present }: OpenProjectCall, capability: ReturnType<typeof all>[number]) => ({
    _type: "Capability",
    id: idOf(capability),
    _links: {
      self: present.link(`/capabilities/${idOf(capability)}`),
      action: present.link(`/actions/${capability.action}`),
      context: capability.projectId
        ? present.projectLink(capability.projectId)
        : present.link("/capabilities/contexts/global"),
      principal: present.principalLink(capability.principalId),
    },
  });
  const showAction = ({ present }: OpenProjectCall, id: string) => ({
    _type: "Action",
    id,
    _links: { self: present.link(`/actions/${id}`) },
  });

  api.on("GET", "/capabilities", (call) => {
    if (!/"(principal|principalId|context|action)"/.test(call.query.get("filters") ?? "")) {
      throw invalidQuery("Either a context, principal or action filter is required.");
    }
    const resource = pagedCollection(all(), {
      href: call.present.href("/capabilities"),
      query: call.query,
      filters: {
        principal: listFilter(({ principalId }) => [principalId]),
        action: listFilter(({ action }) => [action]),
        context: listFilter(({ projectId }) => [projectId === null ? "g" : `p${projectId}`]),
      },
      present: (capability) => show(call, capability),
    });
    return { status: 200, resource };
  });
  // Their ids hold slashes, which are not encoded.
  api.on("GET", "/capabilities/{namespace}/{action}/{context}", (call) => {
    const { namespace, action, context } = call.path;
    const capability = all().find((candidate) => idOf(candidate) === `${namespace}/${action}/${context}`);
    if (capability === undefined) throw notFound();
    return { status: 200, resource: show(call, capability) };
  });
  api.on("GET", "/capabilities/contexts/global", ({ present }) => {
    const self = present.link("/capabilities/contexts/global");
    return { status: 200, resource: { _type: "CapabilityContext", id: "global", _links: { self } } };
  });
  api.on("GET", "/actions", (call) => ({
    status: 200,
    resource: pagedCollection(ACTIONS, {
      href: call.present.href("/actions"),
      query: call.query,
      filters: { id: listFilter((id) => [id]) },
      present: (id) => showAction(call, id),
    }),
  }));
  api.on("GET", "/actions/{namespace}/{action}", (call) => {
    const id = `${call.path.namespace}/${call.path.action}`;
    if (!ACTIONS.includes(id)) throw notFound();
    return { status: 200, resource: showAction(call, id) };
  });
}

function addDays(api: OpenProjectApi): void {
  const year = Array.from({ length: 365 }, (_, index) =>
    new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10),
  );
  const weekdayOf = (date: string) => ((new Date(date).getUTCDay() + 6) % 7) + 1;
  const day = ({ present }: OpenProjectCall, date: string) => ({
    _type: "Day",
    date,
    name: WEEK[weekdayOf(date) - 1],
    working: weekdayOf(date) < 6,
    _links: { self: present.link(`/days/${date}`), weekDay: present.link(`/days/week/${weekdayOf(date)}`) },
  });
  const holiday = ({ present }: OpenProjectCall, date: string) => ({
    _type: "NonWorkingDay",
    date,
    name: "New year",
    _links: { self: present.link(`/days/non_working/${date}`) },
  });
  const weekDay = ({ present }: OpenProjectCall, name: string) => {
    const number = WEEK.indexOf(name) + 1;
    const self = present.link(`/days/week/${number}`, name);
    return { _type: "WeekDay", day: number, name, working: number < 6, _links: { self } };
  };
  const options = (call: OpenProjectCall, path: string) => ({
    href: call.present.href(path),
    query: call.query,
    filters: { date: dateFilter((date: string) => date) },
  });

  api.on("GET", "/days", (call) => {
    const present = (date: string) => day(call, date);
    return { status: 200, resource: wholeCollection(year, { ...options(call, "/days"), present }) };
  });
  api.on("GET", "/days/{date}", (call) => {
    if (!/^\d{4}-\d\d-\d\d$/.test(call.path.date ?? "")) {
      throw new OpenProjectError(400, "BadRequest", "date is invalid");
    }
    return { status: 200, resource: day(call, call.path.date ?? "") };
  });
  api.on("GET", "/days/non_working", (call) => {
    const present = (date: string) => holiday(call, date);
    const list = options(call, "/days/non_working");
    return { status: 200, resource: wholeCollection(["2026-01-01"], { ...list, present }) };
  });
  api.on("GET", "/days/non_working/{date}", (call) => {
    if (call.path.date !== "2026-01-01") throw notFound();
    return { status: 200, resource: holiday(call, call.path.date) };
  });
  api.on("GET", "/days/week", (call) => {
    const list = { href: call.present.href("/days/week"), query: call.query, filters: {} };
    return {
      status: 200,
      resource: wholeCollection(WEEK, { ...list, present: (name) => weekDay(call, name) }),
    };
  });
  api.on("GET", "/days/week/{day}", (call) => {
    const name = WEEK[Number(call.path.day) - 1];
    if (name === undefined) throw notFound();
    return { status: 200, resource: weekDay(call, name) };
  });
}

function addPreviews(api: OpenProjectApi): void {
  const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  api.on("POST", "/render/plain", ({ text }) => ({
    status: 200,
    content: { type: "text/html", bytes: `<p>${escaped(text)}</p>` },
  }));
  api.on("POST", "/render/markdown", ({ text, query }) => {
    const context = query.get("context");
    if (context !== null && !/\/api\/v3\/(work_packages|projects)\/\d+$/.test(context)) {
      throw new OpenProjectError(400, "InvalidRenderContext", "The context is not supported.");
    }
    const html = escaped(text).replace(/\*\*(.+?)\*\*/g, "<strong>$1</strong>");
    return { status: 200, content: { type: "text/html", bytes: `<p class="op-uc-p">${html}</p>` } };
  });
}
