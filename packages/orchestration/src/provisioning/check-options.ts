import { ConfigurationError } from "@platformq/resilience";
import type { ProvisioningOptions } from "./provisioning-options.js";
import { NextcloudGroup, readUser } from "./user-spec.js";

/** Refuses options that every user would fail of. @throws ConfigurationError naming all that is wrong */
export function checkProvisioningOptions({ nextcloud = {}, openproject, zulip }: ProvisioningOptions): void {
  const { groups, quota, language, managedGroup, home } = nextcloud;
  const sample = { login: "login", email: "login@example.com" };
  const settings = { groups, quota, language };
  const names = { openprojectGroups: openproject?.groups, zulipChannels: zulip?.channels };
  const read = readUser({ ...sample, ...settings, ...names });
  const problems = "problems" in read ? [...read.problems] : [];
  if (managedGroup === "admin") problems.push('managedGroup cannot be "admin"');
  const managed = NextcloudGroup.optional().safeParse(managedGroup);
  problems.push(...(managed.error?.issues ?? []).map(({ message }) => `managedGroup ${message}`));
  for (const path of [...(home?.folders ?? []), ...(home?.files ?? []).map((file) => file.path)]) {
    const names = path.split("/").filter((name) => name !== "");
    const isUnfit = names.length === 0 || names.some((name) => name === "." || name === "..");
    if (isUnfit) problems.push(`${JSON.stringify(path)} is no path in a home`);
  }
  if (problems.length > 0) throw new ConfigurationError(`Nobody can be provisioned: ${problems.join("; ")}`);
}
