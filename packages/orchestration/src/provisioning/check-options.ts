import { ConfigurationError } from "@platformq/resilience";
import type { ProvisioningOptions } from "./provisioning-options.js";
import { readUser } from "./user-spec.js";

/** Refuses options that every user would fail of. @throws ConfigurationError naming all that is wrong */
export function checkProvisioningOptions({ nextcloud = {}, zulip }: ProvisioningOptions): void {
  const { groups, quota, language, managedGroup, home } = nextcloud;
  const sample = { login: "login", email: "login@example.com" };
  const settings = { groups, quota, language };
  const read = readUser({ ...sample, ...settings, zulipChannels: zulip?.channels });
  const problems = "problems" in read ? [...read.problems] : [];
  if (managedGroup === "" || managedGroup === "admin")
    problems.push(`managedGroup cannot be ${JSON.stringify(managedGroup)}`);
  for (const path of [...(home?.folders ?? []), ...(home?.files ?? []).map((file) => file.path)]) {
    const names = path.split("/").filter((name) => name !== "");
    const isUnfit = names.length === 0 || names.some((name) => name === "." || name === "..");
    if (isUnfit) problems.push(`${JSON.stringify(path)} is no path in a home`);
  }
  if (problems.length > 0) throw new ConfigurationError(`Nobody can be provisioned: ${problems.join("; ")}`);
}
