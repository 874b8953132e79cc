import { randomBytes } from "node:crypto";
import type { Clock } from "../../clock.js";
import { Home } from "../home.js";
import type { NextcloudState } from "../state.js";
import type { OcsApi, OcsCall } from "./api.js";
import { OcsError } from "./envelope.js";

/** Reminders of files, and links that download them. */
export function addFileExtraEndpoints(
  ocs: OcsApi,
  state: NextcloudState,
  { clock, baseUrl }: { readonly clock: Clock; baseUrl(): string },
): void {
  const base = "/apps/files_reminders/api/v1/{fileId}";
  const reminders = new Map<string, string>();
  const key = ({ user, path }: OcsCall): string => `${user.id} ${path.fileId}`;
  const isVisible = ({ user }: OcsCall, fileId: number): boolean => {
    const node = state.files.byId(fileId);
    return node !== undefined && state.canSee(new Home(state, user.id), node);
  };

  ocs.on("GET", base, (call) => ({ dueDate: reminders.get(key(call)) ?? null }));
  ocs.on("PUT", base, (call) => {
    const due = Date.parse(call.parameters.requiredText("dueDate"));
    if (Number.isNaN(due) || due < clock.now()) throw new OcsError(400);
    if (!isVisible(call, Number(call.path.fileId))) throw new OcsError(404);
    reminders.set(key(call), new Date(due).toISOString().replace(/\.\d+Z$/, "+00:00"));
    return [];
  });
  ocs.on("DELETE", base, (call) => {
    if (!reminders.delete(key(call))) throw new OcsError(404);
    return [];
  });

  ocs.on("POST", "/apps/dav/api/v1/direct", (call) => {
    if (!isVisible(call, call.parameters.integer("fileId") ?? 0)) throw new OcsError(404);
    return { url: `${baseUrl()}/remote.php/direct/${randomBytes(30).toString("hex")}` };
  });
}
