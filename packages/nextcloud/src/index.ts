export { NextcloudClient } from "./client.js";
export type { FileInfo } from "./dav/file-info.js";
export { NextcloudError } from "./errors.js";
export type { OcsParams } from "./ocs/form.js";
export type { OcsRequest } from "./ocs/ocs-transport.js";
export type { NextcloudOptions } from "./options.js";
export type { CapabilitiesResource } from "./resources/capabilities.js";
export type {
  CreatedFolder,
  CreateFolder,
  FilesResource,
  ListFiles,
  UploadedFile,
  UploadFile,
} from "./resources/files.js";
export {
  type CreateShare,
  type ListShares,
  Permission,
  type PermissionName,
  type SharesResource,
  ShareType,
  type ShareTypeName,
  type UpdateShare,
} from "./resources/shares.js";
export type { CreateUser, ListUsers, UsersResource } from "./resources/users.js";
export type { ServerCapabilities } from "./schemas/capabilities.js";
export type { Share } from "./schemas/share.js";
export type { Quota, User } from "./schemas/user.js";
export type { ConnectionReport } from "./test-connection.js";
