import type { Clock } from "../../clock.js";
import type { NextcloudState } from "../state.js";
import type { OcsApi, OcsCall } from "./api.js";
import { OcsError } from "./envelope.js";

interface Absence {
  readonly id: number;
  readonly userId: string;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly status: string;
  readonly message: string;
  readonly replacementUserId: string | null;
  readonly replacementUserDisplayName: string | null;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** When users are out of office. */
export function addAbsenceEndpoints(ocs: OcsApi, state: NextcloudState, clock: Clock): void {
  const path = "/apps/dav/api/v1/outOfOffice/{userId}";
  const absences = new Map<string, Absence>();
  const find = ({ path: { userId } }: OcsCall): Absence => {
    const absence = absences.get(userId ?? "");
    if (absence === undefined) throw new OcsError(404);
    return absence;
  };

  ocs.on("GET", path, find);
  ocs.on("GET", `${path}/now`, (call) => {
    const { firstDay, lastDay, status, id, ...rest } = find(call);
    const [start, end] = [Date.parse(firstDay) / 1000, Date.parse(lastDay) / 1000 + 86_399];
    const now = clock.now() / 1000;
    if (now < start || now > end) throw new OcsError(404);
    return { ...rest, id: String(id), startDate: start, endDate: end, shortMessage: status };
  });
  ocs.on("POST", path, ({ user, parameters }) => {
    const [firstDay, lastDay] = [parameters.requiredText("firstDay"), parameters.requiredText("lastDay")];
    if (!DAY.test(firstDay) || !DAY.test(lastDay) || firstDay > lastDay) throw new OcsError(400, "firstDay");
    const replacementUserId = parameters.text("replacementUserId") ?? null;
    const replacement = state.users.get(replacementUserId ?? "");
    if (replacementUserId !== null && replacement === undefined) throw new OcsError(404);
    const absence = {
      id: absences.size + 1,
      userId: user.id,
      firstDay,
      lastDay,
      status: parameters.requiredText("status"),
      message: parameters.requiredText("message"),
      replacementUserId,
      replacementUserDisplayName: replacement?.displayName ?? null,
    };
    absences.set(user.id, absence);
    return absence;
  });
  ocs.on("DELETE", path, ({ user }) => {
    absences.delete(user.id);
    return null;
  });
}
