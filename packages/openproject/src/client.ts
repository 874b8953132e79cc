import {
  type CircuitStateName,
  type CloseOptions,
  InvalidInputError,
  Path,
  type RequestOptions,
} from "@platformq/resilience";
import type { z } from "zod";
import { HalResource } from "./hal/resource.js";
import type { OpenProjectOptions } from "./options.js";
import { ActivitiesResource } from "./resources/activities.js";
import { AttachmentsResource } from "./resources/attachments.js";
import { BackupsResource } from "./resources/backups.js";
import { BudgetsResource } from "./resources/budgets.js";
import { CapabilitiesResource } from "./resources/capabilities.js";
import { CategoriesResource } from "./resources/categories.js";
import { ConfigurationResource } from "./resources/configuration.js";
import { CostsResource } from "./resources/costs.js";
import { CustomActionsResource } from "./resources/custom-actions.js";
import { CustomFieldsResource } from "./resources/custom-fields.js";
import { DaysResource } from "./resources/days.js";
import { DocumentsResource } from "./resources/documents.js";
import { FileLinksResource } from "./resources/file-links.js";
import { GridsResource } from "./resources/grids.js";
import { GroupsResource } from "./resources/groups.js";
import { HelpTextsResource } from "./resources/help-texts.js";
import { JobStatusesResource } from "./resources/job-statuses.js";
import { MeetingAgendaItemsResource } from "./resources/meeting-agenda-items.js";
import { MeetingOutcomesResource } from "./resources/meeting-outcomes.js";
import { MeetingSectionsResource } from "./resources/meeting-sections.js";
import { MeetingsResource } from "./resources/meetings.js";
import { MembershipsResource } from "./resources/memberships.js";
import { NewsResource } from "./resources/news.js";
import { NonWorkingTimesResource } from "./resources/non-working-times.js";
import { NotificationsResource } from "./resources/notifications.js";
import { OAuthApplicationsResource } from "./resources/oauth-applications.js";
import { PlaceholderUsersResource } from "./resources/placeholder-users.js";
import { PortfoliosResource } from "./resources/portfolios.js";
import { PostsResource } from "./resources/posts.js";
import { PrincipalsResource } from "./resources/principals.js";
import { PrioritiesResource } from "./resources/priorities.js";
import { ProgramsResource } from "./resources/programs.js";
import { ProjectPhasesResource } from "./resources/project-phases.js";
import { ProjectStoragesResource } from "./resources/project-storages.js";
import { ProjectsResource } from "./resources/projects.js";
import { QueriesResource } from "./resources/queries.js";
import { QueryPartsResource } from "./resources/query-parts.js";
import { RecurringMeetingsResource } from "./resources/recurring-meetings.js";
import { RelationsResource } from "./resources/relations.js";
import { RemindersResource } from "./resources/reminders.js";
import { RenderResource } from "./resources/render.js";
import { RevisionsResource } from "./resources/revisions.js";
import { RolesResource } from "./resources/roles.js";
import { SharesResource } from "./resources/shares.js";
import { SprintsResource } from "./resources/sprints.js";
import { StatusesResource } from "./resources/statuses.js";
import { StoragesResource } from "./resources/storages.js";
import { TimeEntriesResource } from "./resources/time-entries.js";
import { TypesResource } from "./resources/types.js";
import { UserPreferencesResource } from "./resources/user-preferences.js";
import { UsersResource } from "./resources/users.js";
import { VersionsResource } from "./resources/versions.js";
import { ViewsResource } from "./resources/views.js";
import { WatchersResource } from "./resources/watchers.js";
import { WikiPagesResource } from "./resources/wiki-pages.js";
import { WorkPackagesResource } from "./resources/work-packages.js";
import { WorkingHoursResource } from "./resources/working-hours.js";
import { WorkspacesResource } from "./resources/workspaces.js";
import { type ConnectionReport, testConnection } from "./test-connection.js";
import { type OpenProjectRequest, OpenProjectTransport } from "./transport.js";
import { Names } from "./writing/names.js";

/**
 * Talks to one OpenProject as one account.
 *
 * @example
 * await using openproject = new OpenProjectClient({ baseUrl: "https://projects.example.com", apiKey });
 * const project = await openproject.projects.create({ name: "Alpha" });
 *
 * @see https://www.openproject.org/docs/api/
 */
export class OpenProjectClient implements AsyncDisposable {
  readonly activities: ActivitiesResource;
  readonly attachments: AttachmentsResource;
  readonly backups: BackupsResource;
  readonly budgets: BudgetsResource;
  readonly capabilities: CapabilitiesResource;
  readonly categories: CategoriesResource;
  readonly configuration: ConfigurationResource;
  readonly costs: CostsResource;
  readonly customActions: CustomActionsResource;
  readonly customFields: CustomFieldsResource;
  readonly days: DaysResource;
  readonly documents: DocumentsResource;
  readonly fileLinks: FileLinksResource;
  readonly grids: GridsResource;
  readonly groups: GroupsResource;
  readonly helpTexts: HelpTextsResource;
  readonly jobStatuses: JobStatusesResource;
  readonly meetingAgendaItems: MeetingAgendaItemsResource;
  readonly meetingOutcomes: MeetingOutcomesResource;
  readonly meetingSections: MeetingSectionsResource;
  readonly meetings: MeetingsResource;
  readonly memberships: MembershipsResource;
  readonly news: NewsResource;
  readonly nonWorkingTimes: NonWorkingTimesResource;
  readonly notifications: NotificationsResource;
  readonly oauthApplications: OAuthApplicationsResource;
  readonly placeholderUsers: PlaceholderUsersResource;
  readonly portfolios: PortfoliosResource;
  readonly posts: PostsResource;
  readonly principals: PrincipalsResource;
  readonly priorities: PrioritiesResource;
  readonly programs: ProgramsResource;
  readonly projectPhases: ProjectPhasesResource;
  readonly projectStorages: ProjectStoragesResource;
  readonly projects: ProjectsResource;
  readonly queries: QueriesResource;
  readonly queryParts: QueryPartsResource;
  readonly recurringMeetings: RecurringMeetingsResource;
  readonly relations: RelationsResource;
  readonly reminders: RemindersResource;
  readonly render: RenderResource;
  readonly revisions: RevisionsResource;
  readonly roles: RolesResource;
  readonly shares: SharesResource;
  readonly sprints: SprintsResource;
  readonly statuses: StatusesResource;
  readonly storages: StoragesResource;
  readonly timeEntries: TimeEntriesResource;
  readonly types: TypesResource;
  readonly userPreferences: UserPreferencesResource;
  readonly users: UsersResource;
  readonly versions: VersionsResource;
  readonly views: ViewsResource;
  readonly watchers: WatchersResource;
  readonly wikiPages: WikiPagesResource;
  readonly workPackages: WorkPackagesResource;
  readonly workingHours: WorkingHoursResource;
  readonly workspaces: WorkspacesResource;
  readonly #transport: OpenProjectTransport;

  /** @throws ConfigurationError naming everything that is missing or wrong. */
  constructor(options: OpenProjectOptions) {
    const transport = new OpenProjectTransport(options);
    const names = new Names(transport);
    this.#transport = transport;
    this.activities = new ActivitiesResource(transport);
    this.attachments = new AttachmentsResource(transport);
    this.backups = new BackupsResource(transport);
    this.budgets = new BudgetsResource(transport);
    this.capabilities = new CapabilitiesResource(transport);
    this.categories = new CategoriesResource(transport);
    this.configuration = new ConfigurationResource(transport);
    this.costs = new CostsResource(transport);
    this.customActions = new CustomActionsResource(transport);
    this.customFields = new CustomFieldsResource(transport);
    this.days = new DaysResource(transport);
    this.documents = new DocumentsResource(transport);
    this.fileLinks = new FileLinksResource(transport);
    this.grids = new GridsResource(transport);
    this.groups = new GroupsResource(transport);
    this.helpTexts = new HelpTextsResource(transport);
    this.jobStatuses = new JobStatusesResource(transport);
    this.meetingAgendaItems = new MeetingAgendaItemsResource(transport, names);
    this.meetingOutcomes = new MeetingOutcomesResource(transport);
    this.meetingSections = new MeetingSectionsResource(transport);
    this.meetings = new MeetingsResource(transport, names);
    this.memberships = new MembershipsResource(transport, names);
    this.news = new NewsResource(transport, names);
    this.nonWorkingTimes = new NonWorkingTimesResource(transport);
    this.notifications = new NotificationsResource(transport);
    this.oauthApplications = new OAuthApplicationsResource(transport);
    this.placeholderUsers = new PlaceholderUsersResource(transport);
    this.portfolios = new PortfoliosResource(transport, names);
    this.posts = new PostsResource(transport);
    this.principals = new PrincipalsResource(transport);
    this.priorities = new PrioritiesResource(transport);
    this.programs = new ProgramsResource(transport, names);
    this.projectPhases = new ProjectPhasesResource(transport);
    this.projectStorages = new ProjectStoragesResource(transport);
    this.projects = new ProjectsResource(transport, names);
    this.queries = new QueriesResource(transport, names);
    this.queryParts = new QueryPartsResource(transport);
    this.recurringMeetings = new RecurringMeetingsResource(transport, names);
    this.relations = new RelationsResource(transport);
    this.reminders = new RemindersResource(transport);
    this.render = new RenderResource(transport);
    this.revisions = new RevisionsResource(transport);
    this.roles = new RolesResource(transport);
    this.shares = new SharesResource(transport);
    this.sprints = new SprintsResource(transport);
    this.statuses = new StatusesResource(transport);
    this.storages = new StoragesResource(transport);
    this.timeEntries = new TimeEntriesResource(transport, names);
    this.types = new TypesResource(transport);
    this.userPreferences = new UserPreferencesResource(transport);
    this.users = new UsersResource(transport);
    this.versions = new VersionsResource(transport, names);
    this.views = new ViewsResource(transport);
    this.watchers = new WatchersResource(transport, names);
    this.wikiPages = new WikiPagesResource(transport);
    this.workPackages = new WorkPackagesResource(transport, names);
    this.workingHours = new WorkingHoursResource(transport);
    this.workspaces = new WorkspacesResource(transport);
  }

  /** Where the server is, with its path and without a slash at the end. */
  get baseUrl(): string {
    return this.#transport.http.baseUrl;
  }

  /** Whether the server is left alone because it failed repeatedly: `open` until a probe may go. */
  get circuit(): CircuitStateName {
    return this.#transport.http.circuit;
  }

  /**
   * Checks address, credentials and, where the account may know it, the version; nothing is repeated.
   *
   * @throws NetworkError or TimeoutError for DNS, connection and TLS, UnauthorizedError, ForbiddenError, or
   *   ResponseError for a server that is no OpenProject (`UNREADABLE_RESPONSE`), is elsewhere (`REDIRECT_REFUSED`) or too
   *   old (`UNSUPPORTED_VERSION`).
   */
  async testConnection(options?: RequestOptions): Promise<ConnectionReport> {
    return testConnection(this.#transport, options);
  }

  /**
   * Calls an API endpoint that has no method here.
   *
   * @example
   * const Configuration = z.object({ maximumAttachmentFileSize: z.number() });
   * await openproject.request({ method: "GET", path: path`configuration` }, Configuration);
   */
  async request<T>(request: OpenProjectRequest, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.#transport.request(request, schema, options);
  }

  /**
   * Gets what a link leads to. Credentials go along to this OpenProject only, not to another host a link may name.
   *
   * @param schema What is expected there. @default any resource
   * @example await openproject.follow(workPackage._links.assignee, Principal);
   * @throws InvalidInputError for an empty link, for one to what is undisclosed or is no more than a name, for a template
   *   and for a link that does something: its `method` is another than `get`.
   */
  follow(link: LinkTo, schema?: undefined, options?: RequestOptions): Promise<HalResource>;
  follow<T>(link: LinkTo, schema: z.ZodType<T>, options?: RequestOptions): Promise<T>;
  async follow(
    link: LinkTo,
    schema: z.ZodType<unknown> = HalResource,
    options?: RequestOptions,
  ): Promise<unknown> {
    checkFollowable(link);
    const target = this.#transport.resolve(link?.href ?? null);
    return this.#transport.request({ method: "GET", path: pathOf(target), target }, schema, options);
  }

  /** Refuses new calls and waits for those under way, for 30 s unless told otherwise. */
  async close(options?: CloseOptions): Promise<void> {
    return this.#transport.close(options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

type LinkTo =
  | {
      readonly href: string | null;
      readonly templated?: boolean | undefined;
      readonly method?: string | undefined;
    }
  | undefined;

function checkFollowable({ templated, method = "get" }: NonNullable<LinkTo> = { href: null }): void {
  const fail = (why: string): never => {
    throw new InvalidInputError(`The link cannot be followed: ${why}`, { service: "openproject" });
  };
  if (templated) fail("it is a template, whose {parts} have to be filled in");
  if (method.toLowerCase() !== "get")
    fail(`it is there to ${method}; see the method of its resource, or request()`);
}

/** The endpoint's own name in the metrics: ids are left out, and so is what lies before the API. */
function pathOf({ pathname }: URL): Path {
  const below = /\/api\/v3\/(.*)$/.exec(pathname)?.[1] ?? "(link)";
  return new Path(below, below, below.replace(/(?<=\/)\d+(?=\/|$)/g, "{}"));
}
