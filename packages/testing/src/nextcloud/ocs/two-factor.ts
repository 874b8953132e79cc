import type { NextcloudState } from "../state.js";
import type { OcsApi, OcsCall } from "./api.js";
import { OcsError } from "./envelope.js";

/** Second factors, for administrators: everybody has set up one. */
export function addTwoFactorEndpoints(ocs: OcsApi, state: NextcloudState): void {
  const states = new Map<string, Record<string, boolean>>();
  const stateOf = ({ user, parameters }: OcsCall): Record<string, boolean> => {
    if (!state.isAdmin(user)) throw new OcsError(403, "Logged in account must be an admin");
    const id = parameters.requiredText("user");
    if (!state.users.has(id)) throw new OcsError(404);
    const known = states.get(id) ?? { totp: true };
    states.set(id, known);
    return known;
  };

  ocs.on("GET", "/twofactor/state", stateOf);
  for (const [action, isEnabled] of [
    ["enable", true],
    ["disable", false],
  ] as const) {
    ocs.on("POST", `/twofactor/${action}`, (call) => {
      const found = stateOf(call);
      for (const provider of call.parameters.texts("providers")) {
        if (provider in found) found[provider] = isEnabled;
      }
      return found;
    });
  }
}
