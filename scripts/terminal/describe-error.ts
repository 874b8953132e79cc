import { isPlatformError } from "@platformq/resilience";

const services: Readonly<Record<string, string>> = {
  nextcloud: "Nextcloud",
  zulip: "Zulip",
  openproject: "OpenProject",
};

/** Says in one line which service has which problem, and what to do. */
export function describeError(error: unknown): string {
  if (!isPlatformError(error)) return error instanceof Error ? error.message : String(error);
  const service = error.service === undefined ? "" : `${services[error.service] ?? error.service}: `;
  return `${service}${error.message} [${error.code}]`;
}
