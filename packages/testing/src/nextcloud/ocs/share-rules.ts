import type { Clock } from "../../clock.js";
import type { NextcloudNode } from "../file-tree.js";
import { ALL, CREATE, DELETE, READ, SHARE, UPDATE } from "../permissions.js";
import { internalServerError, OcsError } from "./envelope.js";
import { passwordProblems } from "./password-policy.js";

const FOLDER_ONLY = CREATE | DELETE;

/** Permissions of a share with a user or a group; nothing asked for is everything the node allows. */
export function memberPermissions(node: NextcloudNode, asked: number | undefined): number {
  checkPermissions(asked ?? ALL);
  return trimmed(node, (asked ?? ALL) | READ);
}

/** Permissions of a link: reading goes with resharing, creating alone is a file drop. */
export function linkPermissions(node: NextcloudNode, asked: number): number {
  checkPermissions(asked);
  if ((asked & (READ | CREATE)) === 0) {
    throw new OcsError(400, "Share must at least have READ or CREATE permissions");
  }
  return trimmed(node, asked & READ ? asked | SHARE : asked);
}

/** What `publicUpload` means for a link: everything, or reading only. */
export function publicUploadPermissions(node: NextcloudNode, isOn: boolean, refusal: number): number {
  if (isOn && node.kind === "file") {
    throw new OcsError(refusal, "Public upload is only possible for publicly shared folders");
  }
  return isOn ? READ | CREATE | UPDATE | DELETE : READ;
}

/** The day a share ends, cut from a date with or without a time; its zone is not looked at. */
export function parseExpireDate(text: string, clock: Clock): string {
  const day = /^\d{4}-\d{2}-\d{2}(?=$|[T ])/.exec(text)?.[0];
  if (day === undefined || Number.isNaN(Date.parse(day))) {
    throw new OcsError(404, "Invalid date. Format must be YYYY-MM-DD");
  }
  if (Date.parse(day) <= clock.now()) throw new OcsError(404, "Expiration date is in the past");
  return day;
}

export function checkSharePassword(password: string): string {
  const problems = passwordProblems(password);
  if (problems !== "") throw new OcsError(400, problems);
  return password;
}

/** Refuse the share types this server has no use for, each in its own way. */
export function checkShareType(type: number): 0 | 1 | 3 | 4 {
  if (type === 0 || type === 1 || type === 3 || type === 4) return type;
  if (type === 6) throw new OcsError(403, "Failed to create share.");
  if (type === 7) throw internalServerError();
  if (type === 10) {
    throw new OcsError(403, "Sharing failed because the back end does not support room shares");
  }
  throw new OcsError(400, "Unknown share type");
}

function checkPermissions(permissions: number): void {
  if (permissions < 0 || permissions > ALL) {
    throw new OcsError(400, "Share must at least have READ or CREATE permissions");
  }
}

/** Nothing can be created or deleted in a file, so that 31 becomes 19. */
function trimmed(node: NextcloudNode, permissions: number): number {
  return node.kind === "file" ? permissions & ~FOLDER_ONLY : permissions;
}
