import { path, type RequestOptions } from "@platformq/resilience";
import { toLink } from "../hal/link.js";
import { CustomAction } from "../schemas/custom-field.js";
import { WorkPackage } from "../schemas/work-package.js";
import type { OpenProjectTransport } from "../transport.js";

/** Buttons that change work packages. @see https://www.openproject.org/docs/api/endpoints/custom-actions/ */
export class CustomActionsResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Gets a button. @throws NotFoundError for one this account must not press. */
  async get(customActionId: number, options?: RequestOptions): Promise<CustomAction> {
    return this.transport.get(path`custom_actions/${customActionId}`, {}, CustomAction, options);
  }

  /**
   * Presses the button for a work package as it is now.
   *
   * @throws ConflictError when it changes in this very moment.
   */
  async execute(
    customActionId: number,
    params: { workPackage: number },
    options?: RequestOptions,
  ): Promise<WorkPackage> {
    const { workPackage: id } = params;
    const { lockVersion } = await this.transport.get(path`work_packages/${id}`, {}, WorkPackage, options);
    const body = { lockVersion, _links: { workPackage: toLink("work_packages", id) } };
    return this.transport.post(path`custom_actions/${customActionId}/execute`, body, WorkPackage, options);
  }
}
