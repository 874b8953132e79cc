import { createHash } from "node:crypto";
import type { NextcloudState } from "../state.js";
import type { OcsApi, OcsCall } from "./api.js";
import { OcsError } from "./envelope.js";

/** The events that can be sent: not every class of the server can be written down. */
const EVENTS = /^OCP\\(Files\\Events\\Node|Calendar\\Events|SystemTag)\\\w+Event$/;

/** Webhooks, for administrators. */
export function addWebhookEndpoints(ocs: OcsApi, state: NextcloudState): void {
  const base = "/apps/webhook_listeners/api/v1/webhooks";
  const webhooks = new Map<number, Record<string, unknown>>();
  let lastId = 0;
  const onAdmin = (method: string, path: string, handle: (call: OcsCall) => unknown): void => {
    ocs.on(method, path, (call) => {
      if (!state.isAdmin(call.user)) {
        throw new OcsError(403, "Logged in account must be an admin or have authorization");
      }
      return handle(call);
    });
  };
  const find = (id: string | undefined): Record<string, unknown> => {
    const found = webhooks.get(Number(id));
    if (found === undefined) throw new OcsError(404, "Webhook not found");
    return found;
  };

  onAdmin("GET", base, ({ parameters }) => {
    const uri = parameters.text("uri");
    return [...webhooks.values()].filter((webhook) => uri === undefined || webhook.uri === uri);
  });
  onAdmin("POST", base, (call) => {
    const fields = fieldsOf(call);
    lastId += 1;
    webhooks.set(lastId, { id: lastId, ...fields });
    return find(String(lastId));
  });
  onAdmin("GET", `${base}/{id}`, ({ path }) => find(path.id));
  onAdmin("POST", `${base}/{id}`, (call) => Object.assign(find(call.path.id), fieldsOf(call)));
  onAdmin("DELETE", `${base}/{id}`, ({ path }) => webhooks.delete(Number(path.id)));
  onAdmin("DELETE", `${base}/byappid/{appId}`, () => 0);
}

function fieldsOf({ parameters, user }: OcsCall) {
  const event = parameters.requiredText("event");
  const authMethod = parameters.text("authMethod") ?? "none";
  const authData = parameters.value("authData");
  const fields = {
    appId: null,
    userId: user.id,
    httpMethod: parameters.requiredText("httpMethod"),
    uri: parameters.requiredText("uri"),
    event,
    eventFilter: parameters.value("eventFilter") ?? [],
    userIdFilter: parameters.text("userIdFilter") ?? "",
    headers: parameters.value("headers") ?? null,
    authMethod,
    // Never shown again as it was.
    authData: authData ? createHash("sha256").update(JSON.stringify(authData)).digest("hex") : null,
  };
  if (!EVENTS.test(event)) {
    throw new OcsError(400, `${event} is not an event class compatible with webhooks`);
  }
  if (!["none", "header"].includes(authMethod)) throw new OcsError(400, "This auth method does not exist");
  return fields;
}
