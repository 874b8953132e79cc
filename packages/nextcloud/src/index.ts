/**
 * The Nextcloud client: files, shares, users and what apps add.
 *
 * @module @platformq/nextcloud
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
export type { WebDAVClient } from "webdav";
export { type LoginCredentials, LoginFlow } from "./auth/login-flow.js";
export { NextcloudClient } from "./client.js";
export type { FileDetail, FileDetails, FileQuota, FileTag, Sharee } from "./dav/file-details.js";
export type { FileInfo } from "./dav/file-info.js";
export type { FilePermissions } from "./dav/file-permissions.js";
export type { PropertyChanges } from "./dav/proppatch.js";
export { NextcloudError } from "./errors.js";
export type { CreatedFolder, CreateFolder } from "./files/create-folder.js";
export type { DeleteFile } from "./files/delete-file.js";
export type { DirectLinkParams } from "./files/direct-link.js";
export type { DownloadFile, FileDownload } from "./files/download.js";
export type { FileMatch } from "./files/find-files.js";
export type { TransferFolder, TransferredFolder } from "./files/folder-transfer.js";
export type { ListFilePages, ListFiles, StatFile } from "./files/list-files.js";
export type { RelocatedFile, RelocateFile } from "./files/relocate.js";
export type {
  ContentTypeFilter,
  FileFilter,
  FileOrder,
  RangeFilter,
  SearchFiles,
  TextFilter,
} from "./files/search-query.js";
export type { OcsParams } from "./ocs/form.js";
export type { OcsRequest } from "./ocs/ocs-transport.js";
export type { NextcloudOptions } from "./options.js";
export type { ActivityResource, ListActivities } from "./resources/activity.js";
export type { AppConfigResource } from "./resources/app-config.js";
export type { AppPasswordsResource } from "./resources/app-passwords.js";
export type { App, AppsResource } from "./resources/apps.js";
export type { CapabilitiesResource } from "./resources/capabilities.js";
export type { Comment, CommentsResource, ListComments } from "./resources/comments.js";
export type { DashboardResource, ListWidgetItems } from "./resources/dashboard.js";
export type { CreateInEditor, DirectEditingInfo, DirectEditingResource } from "./resources/direct-editing.js";
export type { FilesResource } from "./resources/files.js";
export type { CreateGroup, GroupsResource, ListPart } from "./resources/groups.js";
export type { NavigationEntry, NavigationResource } from "./resources/navigation.js";
export type {
  CreateNotification,
  CreateRichNotification,
  NotificationSettings,
  NotificationsResource,
  PushDevice,
  RichObject,
} from "./resources/notifications.js";
export type { OutOfOfficeResource, SetOutOfOffice } from "./resources/out-of-office.js";
export type { OwnershipTransfersResource } from "./resources/ownership-transfers.js";
export type { PasswordPolicyResource, PasswordVerdict } from "./resources/password-policy.js";
export type { PreferencesResource } from "./resources/preferences.js";
export type { PreviewSize, PreviewsResource } from "./resources/previews.js";
export type { Profile, ProfilesResource, ProfileVisibility } from "./resources/profiles.js";
export type { OpenLink, PublicLink, PublicLinksResource } from "./resources/public-links.js";
export type { Recommendation, RecommendationsResource } from "./resources/recommendations.js";
export type { Reference, ReferencesResource } from "./resources/references.js";
export type { RemindersResource } from "./resources/reminders.js";
export type {
  Autocomplete,
  SearchEntry,
  SearchProvider,
  SearchResource,
  UnifiedSearch,
} from "./resources/search.js";
export type { GetServerInfo, ServerInfoResource } from "./resources/server-info.js";
export type {
  CreateShare,
  ListShares,
  SearchSharees,
  ShareSettings,
  SharesResource,
  UpdateShare,
} from "./resources/shares.js";
export type { CreateTag, Tag, TagsResource, UpdateTag } from "./resources/tags.js";
export type { ScheduleTask, TaskProcessingResource } from "./resources/task-processing.js";
export type {
  CreateFromTemplate,
  FileFromTemplate,
  TemplateCreator,
  TemplateField,
  TemplatesResource,
} from "./resources/templates.js";
export type {
  TranslateText,
  Translation,
  TranslationLanguages,
  TranslationsResource,
} from "./resources/translations.js";
export type { TrashedFile, TrashResource } from "./resources/trash.js";
export type { TwoFactorResource, TwoFactorState } from "./resources/two-factor.js";
export type { StatusMessage, StatusType, UserStatusResource } from "./resources/user-status.js";
export type { CreateUser, ListUsers, UsersResource } from "./resources/users.js";
export type { FileVersion, VersionsResource } from "./resources/versions.js";
export type {
  WeatherForecast,
  WeatherLocation,
  WeatherMode,
  WeatherStatusResource,
} from "./resources/weather-status.js";
export type { RegisterWebhook, WebhooksResource } from "./resources/webhooks.js";
export type { Activity } from "./schemas/activity.js";
export type { ServerCapabilities, ServerStatus } from "./schemas/capabilities.js";
export type { Widget, WidgetItems } from "./schemas/dashboard.js";
export type { Group } from "./schemas/group.js";
export type { Notification } from "./schemas/notification.js";
export type { CurrentOutOfOffice, OutOfOffice } from "./schemas/out-of-office.js";
export {
  Permission,
  type PermissionName,
  permissionNames,
  type SinglePermission,
} from "./schemas/permission.js";
export type { ServerInfo } from "./schemas/server-info.js";
export type { DeletedShare, RemoteShare, Share, ShareAttribute } from "./schemas/share.js";
export { ShareType, type ShareTypeName } from "./schemas/share-type.js";
export type { ShareeMatch, Sharees } from "./schemas/sharees.js";
export type { Task, TaskType } from "./schemas/task.js";
export type { Quota, User } from "./schemas/user.js";
export type { UpdateUser } from "./schemas/user-fields.js";
export type { OwnUserStatus, PredefinedStatus, UserStatus } from "./schemas/user-status.js";
export type { Webhook } from "./schemas/webhook.js";
export type { ConnectionReport } from "./test-connection.js";
export type { BulkFile, BulkResult } from "./uploads/bulk-upload.js";
export type { LocalFile, UploadContent } from "./uploads/content.js";
export type { RunningUpload } from "./uploads/running-upload.js";
export type { UploadedFile, UploadFile, UploadProgress } from "./uploads/upload-options.js";
