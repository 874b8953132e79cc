import { ConfigurationError } from "@platformq/resilience";
import { z } from "zod";
import { checkValue } from "../check-value.js";
import type { ProvisioningOptions } from "./provisioning-options.js";
import { NextcloudGroup, Row } from "./user-spec.js";

const { groups, quota, language, openprojectGroups, zulipChannels } = Row.shape;
const pathInHome = z.string().refine((path) => {
  const names = path.split("/").filter((name) => name !== "");
  return names.length > 0 && !names.some((name) => name === "." || name === "..");
}, "is no path in a home");

/** The options that hold for every user. */
const Options = z.object({
  nextcloud: z
    .object({
      groups,
      quota,
      language,
      managedGroup: NextcloudGroup.refine((id) => id !== "admin", 'cannot be "admin"').optional(),
      home: z
        .object({
          folders: z.array(pathInHome).optional(),
          files: z.array(z.object({ path: pathInHome })).optional(),
        })
        .optional(),
    })
    .optional(),
  openproject: z.object({ groups: openprojectGroups }).optional(),
  zulip: z.object({ channels: zulipChannels }).optional(),
});

/** Refuses options that every user would fail of. @throws ConfigurationError naming all that is wrong */
export function checkProvisioningOptions(options: ProvisioningOptions): void {
  const checked = checkValue(Options, options);
  if ("value" in checked) return;
  throw new ConfigurationError(`Nobody can be provisioned: ${checked.problems.join("; ")}`);
}
