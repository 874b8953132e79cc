export type { Clients, PlatformName } from "./clients.js";
export { MemberNotFoundError, NameTakenError } from "./projects/errors.js";
export { projectIdentifier } from "./projects/identifier.js";
export type { MemberSpec, ProjectSpec } from "./projects/project-spec.js";
export type {
  Difference,
  ProjectUrls,
  SetupReport,
  StepEvent,
  StepReport,
  StepState,
} from "./projects/report.js";
export { type SetupOptions, setupProject } from "./projects/setup-project.js";
export { type Verification, verifyProject } from "./projects/verify-project.js";
