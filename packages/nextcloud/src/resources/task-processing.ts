import { asBytes, openObject, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { Nothing } from "../ocs/envelope.js";
import { phpMap } from "../schemas/php-map.js";
import { Task, TaskType } from "../schemas/task.js";
import type { NextcloudTransport } from "../transport.js";

/** A task to schedule. */
export interface ScheduleTask {
  /** A key of {@link TaskProcessingResource.types}, such as `core:text2text`. */
  type: string;
  /** What the type's `inputShape` asks for; files are numbers. */
  input: Readonly<Record<string, string | number | readonly string[] | readonly number[]>>;
  /** Who asks for it, by a name of one's own. */
  appId: string;
  /** To find it by. */
  customId?: string | undefined;
  /** Called when the task has ended. */
  webhookUri?: string | undefined;
  /** Such as `HTTP:POST`. */
  webhookMethod?: string | undefined;
}

const Types = openObject({ types: phpMap(TaskType) }).transform(({ types }) => types);
const OneTask = openObject({ task: Task }).transform(({ task }) => task);
const Tasks = openObject({ tasks: z.array(Task) }).transform(({ tasks }) => tasks);

/** Tasks for machines that write, translate, paint or listen. @see https://docs.nextcloud.com/server/latest/developer_manual/digging_deeper/task_processing.html */
export class TaskProcessingResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Gets the kinds of tasks somebody is there for, by their ids. */
  async types(options?: RequestOptions): Promise<Record<string, TaskType>> {
    return this.transport.ocs.get(path`taskprocessing/tasktypes`, {}, Types, options);
  }

  /**
   * Schedules a task. Not repeated when its outcome is unknown.
   *
   * @throws BadRequestError for input that is not as the type asks; ConflictError for a type nobody is there for.
   */
  async schedule(params: ScheduleTask, options?: RequestOptions): Promise<Task> {
    const at = path`taskprocessing/schedule`;
    // Numbers have to stay numbers.
    const request = { method: "POST", path: at, params: { ...params }, encoding: "json" } as const;
    return this.transport.ocs.request(request, OneTask, options);
  }

  /** Gets a task of this account. @throws NotFoundError */
  async get(id: number, options?: RequestOptions): Promise<Task> {
    return this.transport.ocs.get(path`taskprocessing/task/${id}`, {}, OneTask, options);
  }

  /** Lists tasks of this account, all at once. */
  async list(
    params: { type?: string | undefined; customId?: string | undefined } = {},
    options?: RequestOptions,
  ): Promise<Task[]> {
    const query = { taskType: params.type, customId: params.customId };
    return this.transport.ocs.get(path`taskprocessing/tasks`, query, Tasks, options);
  }

  /** Lists tasks of this account that an app has scheduled. */
  async listByApp(
    appId: string,
    params: { customId?: string | undefined } = {},
    options?: RequestOptions,
  ): Promise<Task[]> {
    return this.transport.ocs.get(path`taskprocessing/tasks/app/${appId}`, params, Tasks, options);
  }

  /** Cancels a task. @throws NotFoundError */
  async cancel(id: number, options?: RequestOptions): Promise<Task> {
    const at = path`taskprocessing/tasks/${id}/cancel`;
    return this.transport.ocs.request({ method: "POST", path: at, idempotent: true }, OneTask, options);
  }

  /** Deletes a task; one that is not there is no error. */
  async delete(id: number, options?: RequestOptions): Promise<void> {
    return this.transport.ocs.delete(path`taskprocessing/task/${id}`, {}, Nothing, options);
  }

  /** Downloads a file of a task's input or output. @throws NotFoundError */
  async downloadFile(taskId: number, fileId: number, options?: RequestOptions): Promise<Buffer> {
    const at = path`ocs/v2.php/taskprocessing/tasks/${taskId}/file/${fileId}`;
    const headers = { "ocs-apirequest": "true" };
    return this.transport.http.request({ method: "GET", path: at, headers }, asBytes, options);
  }
}
