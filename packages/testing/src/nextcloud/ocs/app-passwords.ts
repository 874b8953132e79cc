import type { Clock } from "../../clock.js";
import type { NextcloudState } from "../state.js";
import type { OcsApi } from "./api.js";
import { OcsError } from "./envelope.js";

/** App passwords. */
export function addAppPasswordEndpoints(ocs: OcsApi, state: NextcloudState, clock: Clock): void {
  ocs.on("GET", "/core/getapppassword", ({ user, appPassword }) => {
    if (appPassword !== undefined)
      throw new OcsError(403, "You cannot request an new apppassword with an apppassword");
    return { apppassword: state.addAppPassword(user.id) };
  });
  ocs.on("POST", "/core/apppassword/rotate", ({ user, appPassword }) => {
    if (appPassword === undefined) throw new OcsError(403, "no app password in use");
    state.appPasswords.delete(appPassword);
    return { apppassword: state.addAppPassword(user.id) };
  });
  ocs.on("DELETE", "/core/apppassword", ({ appPassword }) => {
    if (appPassword === undefined) throw new OcsError(403, "no app password in use");
    state.appPasswords.delete(appPassword);
    return [];
  });
  ocs.on("PUT", "/core/apppassword/confirm", ({ user, parameters }) => {
    if (parameters.requiredText("password") !== user.password) throw new OcsError(403);
    return { lastLogin: Math.floor(clock.now() / 1000) };
  });
}
