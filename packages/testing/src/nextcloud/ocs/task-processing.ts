import type { Clock } from "../../clock.js";
import { reply } from "../../replies.js";
import type { NextcloudState } from "../state.js";
import type { OcsApi, OcsCall } from "./api.js";
import { internalServerError, OcsError } from "./envelope.js";

const TEXT = { name: "Text", description: "A text", type: "Text" };
const TYPES = {
  "core:text2text": shape("Free text to text prompt", { input: TEXT }),
  "core:audio2text": shape("Transcribe audio", { input: { ...TEXT, name: "Audio", type: "Audio" } }),
};

interface Task {
  readonly id: number;
  readonly userId: string;
  readonly type: string;
  readonly appId: string;
  readonly customId: string | null;
  readonly input: Record<string, unknown>;
  status: string;
}

/** Tasks for machines, none of which is ever done. */
export function addTaskEndpoints(ocs: OcsApi, state: NextcloudState, clock: Clock): void {
  const tasks = new Map<number, Task>();
  let lastId = 0;
  const own = ({ user }: OcsCall) => [...tasks.values()].filter(({ userId }) => userId === user.id);
  const find = (call: OcsCall, id: string | undefined): Task => {
    const found = own(call).find((task) => task.id === Number(id));
    if (found === undefined) throw new OcsError(404, "Task not found");
    return found;
  };
  const data = (task: Task) => {
    const now = Math.floor(clock.now() / 1000);
    const times = { lastUpdated: now, scheduledAt: now, startedAt: null, endedAt: null };
    const rest = { output: null, completionExpectedAt: null, progress: null, allowCleanup: true };
    return { ...task, ...times, ...rest };
  };
  const listed = (call: OcsCall, isWanted: (task: Task) => boolean) => {
    const customId = call.parameters.text("customId");
    const found = own(call).filter(
      (task) => isWanted(task) && (customId === undefined || task.customId === customId),
    );
    return { tasks: found.map(data) };
  };

  ocs.on("GET", "/taskprocessing/tasktypes", () => ({ types: TYPES }));
  ocs.on("POST", "/taskprocessing/schedule", ({ user, parameters }) => {
    const type = parameters.requiredText("type");
    if (!(type in TYPES)) throw new OcsError(412, "The given provider is not available");
    const input = parameters.value("input");
    if (typeof input !== "object" || input === null) throw internalServerError();
    if (!("input" in input)) throw new OcsError(400, "Missing key: 'input'");
    lastId += 1;
    const task: Task = {
      id: lastId,
      userId: user.id,
      type,
      appId: parameters.requiredText("appId"),
      customId: parameters.text("customId") ?? null,
      input: { ...input },
      status: "STATUS_SCHEDULED",
    };
    tasks.set(task.id, task);
    return { task: data(task) };
  });
  ocs.on("GET", "/taskprocessing/task/{id}", (call) => ({ task: data(find(call, call.path.id)) }));
  ocs.on("DELETE", "/taskprocessing/task/{id}", (call) => {
    const id = Number(call.path.id);
    if (own(call).some((task) => task.id === id)) tasks.delete(id);
    return null;
  });
  ocs.on("GET", "/taskprocessing/tasks", (call) => {
    const type = call.parameters.text("taskType");
    return listed(call, (task) => type === undefined || task.type === type);
  });
  ocs.on("GET", "/taskprocessing/tasks/app/{appId}", (call) => {
    return listed(call, ({ appId }) => appId === call.path.appId);
  });
  ocs.on("POST", "/taskprocessing/tasks/{id}/cancel", (call) => {
    return { task: data(Object.assign(find(call, call.path.id), { status: "STATUS_CANCELLED" })) };
  });
  ocs.on("GET", "/taskprocessing/tasks/{id}/file/{fileId}", (call) => {
    const fileId = Number(call.path.fileId);
    const node = state.files.byId(fileId);
    const isPart = Object.values(find(call, call.path.id).input).includes(fileId);
    if (!isPart || node?.kind !== "file") throw new OcsError(404, "Not found");
    return reply(200, "application/octet-stream", node.content);
  });
}

function shape(name: string, inputShape: Record<string, typeof TEXT>) {
  return { name, description: name, inputShape, outputShape: { output: TEXT }, optionalInputShape: [] };
}
