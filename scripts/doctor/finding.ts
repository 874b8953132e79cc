import type { ServiceName } from "@platformq/config";

/** What the doctor looked at, and found. */
export interface Finding {
  readonly service: ServiceName;
  /** `configuration`, `address`, `name`, `connection`, `clock`, `account` or `permissions`. */
  readonly what: string;
  readonly state: "ok" | "warning" | "failed";
  readonly note: string;
  /** What to do about it, where it is not `ok`. */
  readonly remedy?: string | undefined;
}

/** A finding whose service and subject are known already. */
export type Verdict = Pick<Finding, "state" | "note" | "remedy">;
