import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { Budget } from "../schemas/budget.js";
import type { OpenProjectTransport } from "../transport.js";

/** Budgets of projects. @see https://www.openproject.org/docs/api/endpoints/budgets/ */
export class BudgetsResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists the budgets of a project. @throws NotFoundError */
  async listInProject(projectId: number | string, options?: RequestOptions): Promise<Collection<Budget>> {
    return this.transport.list(path`projects/${projectId}/budgets`, {}, Budget, options);
  }

  /** Gets a budget. @throws NotFoundError */
  async get(budgetId: number, options?: RequestOptions): Promise<Budget> {
    return this.transport.get(path`budgets/${budgetId}`, {}, Budget, options);
  }
}
