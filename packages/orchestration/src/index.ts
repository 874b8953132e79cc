/**
 * Projects, people and notifications across the three platforms.
 *
 * @module @platformq/orchestration
 */
export type { Clients, PlatformName } from "./clients.js";
export { fileJournal } from "./journal/file-journal.js";
export { type Claim, type Journal, type JournalEntry, RunInProgressError } from "./journal/journal.js";
export { memoryJournal } from "./journal/memory-journal.js";
export type { NotificationClients } from "./notifications/clients.js";
export type { DeadNotification, DeadNotifications } from "./notifications/dead-notifications.js";
export type { DigestHeading } from "./notifications/digest-text.js";
export { NotificationsClosedError, RecipientNotFoundError } from "./notifications/errors.js";
export type { Target } from "./notifications/jobs.js";
export { type Markup, type MarkupValue, md } from "./notifications/markup/markup.js";
export {
  type Audience,
  type Notification,
  type NotificationSettings,
  type Priority,
  priorities,
  type Receipt,
} from "./notifications/notification.js";
export type { NotificationEvent } from "./notifications/notification-event.js";
export { NotificationService, type WaitOptions } from "./notifications/notification-service.js";
export type { NotificationServiceOptions } from "./notifications/options.js";
export type {
  DigestSchedule,
  NotificationPlatform,
  Preferences,
  PreferencesOf,
  QuietHours,
  QuietWindow,
  Weekday,
} from "./notifications/preferences.js";
export type { ActivityEvent, EventSource, Rule } from "./notifications/rules.js";
export {
  type DataOf,
  type Template,
  type Templates,
  template,
  type Wording,
} from "./notifications/template.js";
export type { RunEvent } from "./projects/engine/run-event.js";
export type { Action, Difference } from "./projects/engine/step.js";
export {
  LoginTakenError,
  MemberNotFoundError,
  NameTakenError,
  PlanBlockedError,
  PlanOutdatedError,
  type UnreadableRun,
  UnreadableRunsError,
} from "./projects/errors.js";
export type { Person } from "./projects/find-members.js";
export { projectIdentifier } from "./projects/identifier.js";
export type { ProjectPlan } from "./projects/plan.js";
export type { ProjectRun, RunOptions } from "./projects/project-run.js";
export type { MemberInput, MemberSpec, ProjectInput, ProjectSpec } from "./projects/project-spec.js";
export type { ProjectStatus } from "./projects/project-status.js";
export {
  type ApplyOptions,
  type ProjectRef,
  type ProjectsOptions,
  ProjectsService,
} from "./projects/projects-service.js";
export type {
  ErrorReport,
  Leftover,
  Obstacle,
  PlannedStep,
  ProjectReport,
  ProjectUrls,
  RunStatus,
  StepReport,
  StepState,
  StepTitle,
} from "./projects/report.js";
export type { Role } from "./projects/roles.js";
export type { LeavingUser } from "./provisioning/deprovision-user.js";
export type { Pace } from "./provisioning/each-row.js";
export type { FileTransfer } from "./provisioning/file-offers.js";
export { type CsvFormat, fromCsv } from "./provisioning/from-csv.js";
export { fromJsonl } from "./provisioning/from-jsonl.js";
export {
  type BulkProvisioning,
  type BulkReceipt,
  NextcloudProvisioner,
  type NextcloudProvisionerOptions,
} from "./provisioning/nextcloud-provisioner.js";
export { PasswordNotDeliveredError } from "./provisioning/password-delivery.js";
export type { Users } from "./provisioning/provision-rows.js";
export type {
  DeliverPassword,
  HomeFile,
  HomeTemplate,
  NextcloudSettings,
  OpenProjectSettings,
  PasswordDelivery,
  ProvisioningOptions,
  ZulipSettings,
} from "./provisioning/provisioning-options.js";
export type {
  ProvisioningEvent,
  ProvisioningReport,
  ProvisioningRun,
} from "./provisioning/provisioning-run.js";
export {
  type DeprovisionOptions,
  ProvisioningService,
  type ProvisionManyOptions,
  type ProvisionOptions,
  type ReconcileOptions,
} from "./provisioning/provisioning-service.js";
export type { ProvisioningStats } from "./provisioning/provisioning-stats.js";
export type { Reason, StepName, StepResult, UserResult, UserState } from "./provisioning/user-result.js";
export { UserRow } from "./provisioning/user-row.js";
export type { ProvisionedUser, UserSpec } from "./provisioning/user-spec.js";
