import { path, type RequestOptions, segments } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import type { ListParams } from "../hal/list-params.js";
import { HalResource } from "../hal/resource.js";
import { Action, Capability } from "../schemas/capability.js";
import type { OpenProjectTransport } from "../transport.js";

/** Who may do what where. @see https://www.openproject.org/docs/api/endpoints/capabilities/ */
export class CapabilitiesResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists capabilities; one of the filters `principal`, `context` and `action` is needed. */
  async list(
    params: ListParams & Required<Pick<ListParams, "filters">>,
    options?: RequestOptions,
  ): Promise<Collection<Capability>> {
    return this.transport.list(path`capabilities`, params, Capability, options);
  }

  /** Gets a capability. @param id Such as `work_packages/create/p123-567`. @throws NotFoundError if it is not given. */
  async get(id: string, options?: RequestOptions): Promise<Capability> {
    return this.transport.get(path`capabilities/${segments(id)}`, {}, Capability, options);
  }

  /** Gets the context of what is allowed everywhere. */
  async globalContext(options?: RequestOptions): Promise<HalResource> {
    // Not `context/`, as is documented.
    return this.transport.get(path`capabilities/contexts/global`, {}, HalResource, options);
  }

  /** Lists what can be allowed. */
  async actions(params: ListParams = {}, options?: RequestOptions): Promise<Collection<Action>> {
    return this.transport.list(path`actions`, params, Action, options);
  }
}
