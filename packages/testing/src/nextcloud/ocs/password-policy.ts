import { randomBytes } from "node:crypto";
import type { OcsApi } from "./api.js";

const COMMON = new Set(["password", "password1", "password123", "1234567890", "qwertyuiop"]);
const MINIMUM_LENGTH = 10;

/** What the password policy finds wrong; empty if nothing. */
export function passwordProblems(password: string): string {
  const problems: string[] = [];
  if (COMMON.has(password.toLowerCase())) {
    problems.push("Password is among the 1,000,000 most common ones. Please make it unique.");
  }
  if (password.length < MINIMUM_LENGTH) {
    problems.push(`Password needs to be at least ${MINIMUM_LENGTH} characters long.`);
  }
  return problems.join(" ");
}

/** What clients ask the password policy. */
export function addPasswordPolicyEndpoints(ocs: OcsApi): void {
  const base = "/apps/password_policy/api/v1";
  ocs.on("GET", `${base}/generate`, () => ({ password: randomBytes(MINIMUM_LENGTH).toString("hex") }));
  ocs.on("POST", `${base}/validate`, ({ parameters }) => {
    const reason = passwordProblems(parameters.requiredText("password"));
    return reason === "" ? { passed: true } : { passed: false, reason };
  });
}
