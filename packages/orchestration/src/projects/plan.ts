import { ForbiddenError, InvalidInputError, NotFoundError } from "@platformq/resilience";
import { z } from "zod";
import { Slots } from "./engine/slots.js";
import { ACTIONS, type Step } from "./engine/step.js";
import { LoginTakenError, MemberNotFoundError, NameTakenError } from "./errors.js";
import { ProjectSpec } from "./project-spec.js";
import { errorReport, type Obstacle, type PlannedStep } from "./report.js";

/** What would be done for a spec, as JSON. Nothing was written. */
export interface ProjectPlan {
  readonly spec: ProjectSpec;
  readonly steps: readonly PlannedStep[];
  /** What stands in the way; steps with an obstacle are not among {@link steps}. */
  readonly obstacles: readonly Obstacle[];
}

/** What is taken from a plan when it is applied: it may come from a file. */
export const AppliedPlan = z.object({
  spec: ProjectSpec,
  steps: z.array(z.object({ id: z.string(), action: z.enum(ACTIONS) })),
});

/** Looks what steps would do, without doing it. @throws PlatformError when a platform cannot be read. */
export async function planSteps(
  steps: readonly Step[],
  { optional }: ProjectSpec,
  concurrency: number,
): Promise<Pick<ProjectPlan, "steps" | "obstacles">> {
  const slots = new Slots(concurrency);
  const planned: PlannedStep[] = [];
  const obstacles: Obstacle[] = [];
  const look = async (step: Step): Promise<PlannedStep | Obstacle> => {
    using _slot = await slots.take();
    const { id, platform, title } = step;
    const isOptional = optional.includes(platform);
    try {
      const { action, differences } = await step.inspect();
      return { id, platform, title, action, differences };
    } catch (error) {
      if (!isOptional && !isObstacle(error)) throw error;
      return { id, platform, title, error: errorReport(error), isOptional };
    }
  };
  for (const result of await Promise.all(steps.map(look))) {
    if ("action" in result) planned.push(result);
    else obstacles.push(result);
  }
  return { steps: planned, obstacles };
}

/** Whether an error tells of the spec and not of the weather. */
function isObstacle(error: unknown): boolean {
  const kinds = [
    InvalidInputError,
    LoginTakenError,
    MemberNotFoundError,
    NameTakenError,
    NotFoundError,
    ForbiddenError,
  ];
  return kinds.some((kind) => error instanceof kind);
}
