import { path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { Nothing } from "../ocs/envelope.js";
import type { OcsParams } from "../ocs/form.js";
import { Webhook } from "../schemas/webhook.js";
import type { NextcloudTransport } from "../transport.js";

/** A webhook to register. */
export interface RegisterWebhook {
  /** @default "POST" */
  httpMethod?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | undefined;
  /** Where the event is sent. */
  uri: string;
  /** A class name of PHP: `OCP\\Files\\Events\\Node\\NodeCreatedEvent`. */
  event: string;
  /** Conditions on the event, such as `{ "user.uid": "ben" }`. @default every event */
  eventFilter?: OcsParams | undefined;
  /** Only events of this user. */
  userIdFilter?: string | undefined;
  /** Sent along with each event. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Headers that are kept encrypted, such as `{ Authorization: "Bearer …" }`. */
  authHeaders?: Readonly<Record<string, string>> | undefined;
}

/**
 * What the server calls when something happens. For administrators.
 *
 * Events are sent by a background job, in any order, and once: a call that fails is not repeated. They bear no
 * signature: put a secret into `authHeaders`.
 *
 * @see https://docs.nextcloud.com/server/latest/admin_manual/webhook_listeners/index.html
 */
export class WebhooksResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Lists webhooks, of one address if given. @throws ForbiddenError */
  async list(params: { uri?: string | undefined } = {}, options?: RequestOptions): Promise<Webhook[]> {
    const at = path`apps/webhook_listeners/api/v1/webhooks`;
    return this.transport.ocs.get(at, params, z.array(Webhook), options);
  }

  /** Gets a webhook. @throws NotFoundError */
  async get(id: number, options?: RequestOptions): Promise<Webhook> {
    return this.transport.ocs.get(path`apps/webhook_listeners/api/v1/webhooks/${id}`, {}, Webhook, options);
  }

  /**
   * Registers a webhook. Not repeated when its outcome is unknown: it would call twice.
   *
   * @throws BadRequestError for an event that cannot be sent, ForbiddenError.
   */
  async create(params: RegisterWebhook, options?: RequestOptions): Promise<Webhook> {
    const at = path`apps/webhook_listeners/api/v1/webhooks`;
    return this.transport.ocs.request({ method: "POST", path: at, ...body(params) }, Webhook, options);
  }

  /** Replaces a webhook by another, under the same id. @throws NotFoundError, BadRequestError. */
  async update(id: number, params: RegisterWebhook, options?: RequestOptions): Promise<Webhook> {
    const at = path`apps/webhook_listeners/api/v1/webhooks/${id}`;
    const request = { method: "POST", path: at, idempotent: true, ...body(params) } as const;
    return this.transport.ocs.request(request, Webhook, options);
  }

  /** Removes a webhook. @returns whether there was one. */
  async delete(id: number, options?: RequestOptions): Promise<boolean> {
    const at = path`apps/webhook_listeners/api/v1/webhooks/${id}`;
    return this.transport.ocs.delete(at, {}, z.boolean().default(true), options);
  }

  /** Removes the webhooks an app registered. */
  async deleteByApp(appId: string, options?: RequestOptions): Promise<void> {
    return this.transport.ocs.delete(
      path`apps/webhook_listeners/api/v1/webhooks/byappid/${appId}`,
      {},
      Nothing,
      options,
    );
  }
}

function body({ authHeaders, httpMethod = "POST", eventFilter = {}, ...rest }: RegisterWebhook) {
  const auth = authHeaders ? { authMethod: "header", authData: authHeaders } : { authMethod: "none" };
  return {
    params: { ...rest, httpMethod, eventFilter, ...auth },
    // A form has no empty maps, and no numbers to filter by.
    encoding: "json" as const,
    secrets: Object.values(authHeaders ?? {}),
  };
}
