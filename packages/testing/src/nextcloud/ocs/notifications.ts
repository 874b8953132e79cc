import type { Clock } from "../../clock.js";
import type { NextcloudState } from "../state.js";
import type { OcsApi } from "./api.js";
import { OcsError } from "./envelope.js";
import type { Parameters } from "./parameters.js";
import { requireAdmin } from "./users.js";

interface Notification {
  readonly notification_id: number;
  readonly user: string;
  readonly [name: string]: unknown;
}

/** Notifications, and what administrators send. */
export function addNotificationEndpoints(ocs: OcsApi, state: NextcloudState, clock: Clock): void {
  const base = "/apps/notifications/api";
  let all: Notification[] = [];
  let lastId = 0;
  const ownOf = (uid: string): Notification[] => all.filter(({ user }) => user === uid).reverse();
  const find = (uid: string, id: string | undefined): Notification => {
    const found = ownOf(uid).find(({ notification_id }) => notification_id === Number(id));
    if (found === undefined) throw new OcsError(404);
    return found;
  };
  const notify = (user: string, subject: string, message: string, parameters?: Parameters): number => {
    if (!state.users.has(user)) throw new OcsError(404);
    if (subject === "" || subject.length > 255) throw new OcsError(400);
    lastId += 1;
    const now = new Date(clock.now()).toISOString().replace(/\.\d+Z$/, "+00:00");
    const rich = {
      subjectRich: subject,
      subjectRichParameters: parameters?.value("subjectParameters") ?? [],
      messageRich: message,
    };
    all.push({
      notification_id: lastId,
      app: "admin_notifications",
      user,
      datetime: now,
      object_type: "admin_notifications",
      object_id: lastId.toString(16),
      subject,
      message,
      link: "",
      ...rich,
      messageRichParameters: parameters?.value("messageParameters") ?? [],
      icon: "",
      shouldNotify: true,
      actions: [],
    });
    return lastId;
  };

  ocs.on("GET", `${base}/v2/notifications`, ({ user }) => ownOf(user.id));
  ocs.on("GET", `${base}/v2/notifications/{id}`, ({ user, path }) => find(user.id, path.id));
  ocs.on("DELETE", `${base}/v2/notifications`, ({ user }) => {
    all = all.filter((one) => one.user !== user.id);
    return [];
  });
  ocs.on("DELETE", `${base}/v2/notifications/{id}`, ({ user, path }) => {
    const found = find(user.id, path.id);
    all = all.filter((one) => one !== found);
    return [];
  });
  ocs.on("POST", `${base}/v2/notifications/exists`, ({ user, parameters }) => {
    const ids = new Set(ownOf(user.id).map(({ notification_id }) => notification_id));
    return parameters
      .texts("ids")
      .map(Number)
      .filter((id) => ids.has(id));
  });
  ocs.on("POST", `${base}/v2/admin_notifications/{userId}`, ({ user, path, parameters }) => {
    requireAdmin(state, user);
    notify(path.userId ?? "", parameters.requiredText("shortMessage"), parameters.text("longMessage") ?? "");
    return [];
  });
  ocs.on("POST", `${base}/v3/admin_notifications/{userId}`, ({ user, path, parameters }) => {
    requireAdmin(state, user);
    const [subject, message] = [parameters.text("subject") ?? "", parameters.text("message") ?? ""];
    return { id: notify(path.userId ?? "", subject, message, parameters) };
  });
  ocs.on("POST", `${base}/v3/test/self`, ({ user }) => ({
    message: "sent",
    nid: notify(user.id, "Test", ""),
  }));
  for (const settings of ["settings", "settings/admin"]) {
    ocs.on("POST", `${base}/v2/${settings}`, ({ user, parameters }) => {
      if (settings !== "settings") requireAdmin(state, user);
      parameters.requiredText("soundNotification");
      return [];
    });
  }
  ocs.on("POST", `${base}/v2/push`, ({ parameters, appPassword }) => {
    if (appPassword === undefined) throw new OcsError(400, "INVALID_SESSION_TOKEN");
    parameters.requiredText("pushTokenHash");
    return { publicKey: "key", deviceIdentifier: "device", signature: "signature" };
  });
  ocs.on("DELETE", `${base}/v2/push`, ({ appPassword }) => {
    if (appPassword === undefined) throw new OcsError(400, "INVALID_SESSION_TOKEN");
    return [];
  });
}
