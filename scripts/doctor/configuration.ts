import { type Config, loadConfig, type ServiceName } from "@platformq/config";
import { ConfigurationError } from "@platformq/resilience";
import type { Verdict } from "./finding.js";

/** The variable with the service's address. */
const addressVariable: Readonly<Record<ServiceName, string>> = {
  nextcloud: "NEXTCLOUD_URL",
  zulip: "ZULIP_SITE",
  openproject: "OPENPROJECT_URL",
};

/** Reads a service's configuration, or says what is missing or wrong. */
export function readConfiguration(service: ServiceName): { config?: Config; verdict: Verdict } {
  try {
    const config: Config = loadConfig({ services: [service] });
    return { config, verdict: { state: "ok", note: "complete" } };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const remedy =
      "docs/configuration.md says what each variable holds; NAME_FILE names a file that holds it.";
    return { verdict: { state: "failed", note: error.message, remedy } };
  }
}

/** People copy the address of the page they look at, or of the API. */
export function judgeAddress(service: ServiceName, { pathname }: URL): Verdict | undefined {
  const extra = /\/(api(\/v\d+)?|login|apps\/.*|ocs\/.*|remote\.php.*|index\.php.*)\/?$/.exec(pathname)?.[0];
  if (extra === undefined) return undefined;
  return {
    state: "warning",
    note: `${addressVariable[service]} ends in ${extra}`,
    remedy: `Leave ${extra} out: the address is the one the start page has.`,
  };
}
