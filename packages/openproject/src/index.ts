/**
 * The OpenProject client: work packages, projects, people and time.
 *
 * @module @platformq/openproject
 */
export {
  AbortError,
  ApiError,
  BadRequestError,
  CircuitOpenError,
  ClientClosedError,
  ConfigurationError,
  ConflictError,
  DeadlineExceededError,
  type FileSource,
  ForbiddenError,
  InsufficientStorageError,
  InvalidInputError,
  isPlatformError,
  LockedError,
  NetworkError,
  NotFoundError,
  type Outcome,
  type Page,
  PayloadTooLargeError,
  PlatformError,
  path,
  QueueFullError,
  RateLimitError,
  type RequestOptions,
  ResponseError,
  ServerError,
  segments,
  TimeoutError,
  UnauthorizedError,
  UnprocessableEntityError,
} from "@platformq/resilience";
export type { ProgressListener, UploadProgress } from "./attachments/multipart.js";
export type { ClientCredentials } from "./auth/client-credentials.js";
export { OpenProjectClient } from "./client.js";
export { type AttributeError, OpenProjectError, UpdateConflictError, ValidationError } from "./errors.js";
export type { Collection } from "./hal/collection.js";
export { Condition, Conditions, type FilterName, type RelationFilter, where } from "./hal/conditions.js";
export type { CustomFields } from "./hal/custom-fields.js";
export { type DurationInput, durationMs } from "./hal/duration.js";
export type { Filter, FilterOperator, FilterValue, SortCriterion } from "./hal/filters.js";
export type { Form } from "./hal/form.js";
export type { Formattable, FormattableInput } from "./hal/formattable.js";
export { Link, type LinkRef, linkId, resolveHref, UNDISCLOSED } from "./hal/link.js";
export type { HistoricWorkPackageListParams, ListParams, WorkPackageListParams } from "./hal/list-params.js";
export { HalResource } from "./hal/resource.js";
export type { AllowedValue, PropertySchema, ResourceSchema } from "./hal/schema.js";
export type { OpenProjectOptions } from "./options.js";
export type { WaitParams } from "./polling.js";
export type { ActivitiesResource, Comment } from "./resources/activities.js";
export type {
  AttachmentContainer,
  AttachmentsResource,
  Download,
  UploadAttachment,
} from "./resources/attachments.js";
export type { BackupsResource, CreateBackup } from "./resources/backups.js";
export type { BudgetsResource } from "./resources/budgets.js";
export type { CapabilitiesResource } from "./resources/capabilities.js";
export type { CategoriesResource } from "./resources/categories.js";
export type { ConfigurationResource } from "./resources/configuration.js";
export type { CostsResource } from "./resources/costs.js";
export type { CustomActionsResource } from "./resources/custom-actions.js";
export type { CustomFieldsResource } from "./resources/custom-fields.js";
export type { DaysResource } from "./resources/days.js";
export type { DocumentsResource } from "./resources/documents.js";
export type { CreateFileLinks, FileLinksResource, LinkedFile } from "./resources/file-links.js";
export type { CreateGrid, GridsResource, UpdateGrid } from "./resources/grids.js";
export type { GroupsResource, UpdateGroup } from "./resources/groups.js";
export type { HelpTextsResource } from "./resources/help-texts.js";
export { JobFailedError, type JobStatusesResource } from "./resources/job-statuses.js";
export type {
  CreateMeetingAgendaItem,
  MeetingAgendaItemsResource,
  UpdateMeetingAgendaItem,
} from "./resources/meeting-agenda-items.js";
export type {
  CreateMeetingOutcome,
  MeetingOutcomesResource,
  UpdateMeetingOutcome,
} from "./resources/meeting-outcomes.js";
export type { CreateMeetingSection, MeetingSectionsResource } from "./resources/meeting-sections.js";
export type { CreateMeeting, MeetingsResource, UpdateMeeting } from "./resources/meetings.js";
export type { CreateMembership, MembershipsResource, UpdateMembership } from "./resources/memberships.js";
export type { CreateNews, NewsResource, UpdateNews } from "./resources/news.js";
export type { NonWorkingTimesResource, WriteNonWorkingTime } from "./resources/non-working-times.js";
export type { NotificationsResource } from "./resources/notifications.js";
export type { OAuthApplicationsResource } from "./resources/oauth-applications.js";
export type { PlaceholderUsersResource } from "./resources/placeholder-users.js";
export type { PortfoliosResource } from "./resources/portfolios.js";
export type { PostsResource } from "./resources/posts.js";
export type { PrincipalsResource } from "./resources/principals.js";
export type { PrioritiesResource } from "./resources/priorities.js";
export type { ProgramsResource } from "./resources/programs.js";
export type { ProjectPhasesResource } from "./resources/project-phases.js";
export type { ProjectStoragesResource } from "./resources/project-storages.js";
export type { CopyProject, CreateProject, ProjectsResource } from "./resources/projects.js";
export type { CreateQuery, QueriesResource, UpdateQuery } from "./resources/queries.js";
export type { QueryPartsResource } from "./resources/query-parts.js";
export type {
  CreateRecurringMeeting,
  RecurringMeetingsResource,
  UpdateRecurringMeeting,
} from "./resources/recurring-meetings.js";
export type {
  CreateRelation,
  RelationsResource,
  RelationType,
  UpdateRelation,
} from "./resources/relations.js";
export type { RemindersResource, WriteReminder } from "./resources/reminders.js";
export type { RenderResource } from "./resources/render.js";
export type { RevisionsResource } from "./resources/revisions.js";
export type { RolesResource } from "./resources/roles.js";
export type { SharesResource } from "./resources/shares.js";
export type { SprintsResource } from "./resources/sprints.js";
export type { StatusesResource } from "./resources/statuses.js";
export type {
  CreateStorage,
  PrepareStorageUpload,
  StoragesResource,
  UpdateStorage,
} from "./resources/storages.js";
export type { CreateTimeEntry, TimeEntriesResource, UpdateTimeEntry } from "./resources/time-entries.js";
export type { TypesResource } from "./resources/types.js";
export type { UserPreferencesResource } from "./resources/user-preferences.js";
export type { CreateUser, UpdateUser, UsersResource } from "./resources/users.js";
export type { CreateVersion, UpdateVersion, VersionsResource } from "./resources/versions.js";
export type { ViewsResource } from "./resources/views.js";
export type { WatchersResource } from "./resources/watchers.js";
export type { WikiPagesResource } from "./resources/wiki-pages.js";
export type { CreateWorkPackage, WorkPackagesResource } from "./resources/work-packages.js";
export type { WorkingHoursResource, WriteWorkingHours } from "./resources/working-hours.js";
export type { WorkspacesResource } from "./resources/workspaces.js";
export { Activity, EmojiReaction } from "./schemas/activity.js";
export { Attachment, AttachmentUpload } from "./schemas/attachment.js";
export { Backup } from "./schemas/backup.js";
export { Budget, CostEntry, CostType } from "./schemas/budget.js";
export { Action, Capability } from "./schemas/capability.js";
export { Category } from "./schemas/category.js";
export { Configuration } from "./schemas/configuration.js";
export { Document, HelpText, Post, WikiPage } from "./schemas/content.js";
export { CustomAction, CustomFieldItem, CustomOption } from "./schemas/custom-field.js";
export { Day, NonWorkingDay, WeekDay } from "./schemas/day.js";
export { FileLink, FOLDER } from "./schemas/file-link.js";
export { Grid, GridWidget } from "./schemas/grid.js";
export { JobStatus } from "./schemas/job-status.js";
export { Meeting } from "./schemas/meeting.js";
export { MeetingAgendaItem } from "./schemas/meeting-agenda-item.js";
export { MeetingOutcome } from "./schemas/meeting-outcome.js";
export { MeetingSection } from "./schemas/meeting-section.js";
export { Membership } from "./schemas/membership.js";
export { Named } from "./schemas/named.js";
export { News } from "./schemas/news.js";
export { Notification, NotificationDetail } from "./schemas/notification.js";
export { OAuthApplication, OAuthClientCredentials } from "./schemas/oauth-application.js";
export { Group, PlaceholderUser, Principal, PrincipalExcerpt, User } from "./schemas/principal.js";
export { Priority } from "./schemas/priority.js";
export { Project, ProjectExcerpt, ProjectStatus } from "./schemas/project.js";
export { ProjectPhase, ProjectPhaseDefinition } from "./schemas/project-phase.js";
export { QueryOrder, QueryPart, SavedQuery } from "./schemas/query.js";
export { MeetingOccurrence, RecurringMeeting } from "./schemas/recurring-meeting.js";
export { Relation } from "./schemas/relation.js";
export { Reminder } from "./schemas/reminder.js";
export { Revision } from "./schemas/revision.js";
export { Role } from "./schemas/role.js";
export { Share } from "./schemas/share.js";
export { Sprint } from "./schemas/sprint.js";
export { Status } from "./schemas/status.js";
export { ProjectStorage, Storage, StorageFile, StorageFiles, UploadLink } from "./schemas/storage.js";
export { TimeEntry, TimeEntryActivity } from "./schemas/time-entry.js";
export { Type } from "./schemas/type.js";
export { UserPreferences } from "./schemas/user-preferences.js";
export { Version } from "./schemas/version.js";
export { View } from "./schemas/view.js";
export { HistoricWorkPackage, WorkPackage, WorkPackageExcerpt } from "./schemas/work-package.js";
export { NonWorkingTime, WorkingHours } from "./schemas/working-times.js";
export type { ConnectionReport } from "./test-connection.js";
export type { OpenProjectRequest } from "./transport.js";
export type { CustomFieldValue, CustomFieldValues } from "./writing/custom-fields.js";
export type { ChangesOf } from "./writing/locked-update.js";
export type { Notifying } from "./writing/notifying.js";
export type { Settled } from "./writing/one-by-one.js";
export type { UpdateProject } from "./writing/project.js";
export type { UpdateWorkPackage } from "./writing/work-package.js";
