/** What can be changed of a user. `null` clears. */
export interface UpdateUser {
  displayName?: string | undefined;
  password?: string | undefined;
  email?: string | null | undefined;
  /** Bytes, text such as `5 GB`, or `default`; `none`, `null` and the server's own -3 are unlimited. */
  quota?: number | string | null | undefined;
  /** Such as `+49301234567`. */
  phone?: string | null | undefined;
  address?: string | null | undefined;
  /** With its scheme. */
  website?: string | null | undefined;
  twitter?: string | null | undefined;
  bluesky?: string | null | undefined;
  fediverse?: string | null | undefined;
  organisation?: string | null | undefined;
  role?: string | null | undefined;
  headline?: string | null | undefined;
  biography?: string | null | undefined;
  pronouns?: string | null | undefined;
  profileEnabled?: boolean | undefined;
  /** Such as `de`. */
  language?: string | undefined;
  /** Such as `de_DE`. */
  locale?: string | undefined;
  /** Such as `Europe/Berlin`. */
  timezone?: string | undefined;
  /** A user id; the server does not check it. */
  manager?: string | null | undefined;
  /** Which of the e-mail addresses gets notifications. */
  notifyEmail?: string | null | undefined;
}

/** The names that are others on the wire. */
const WIRE_NAMES: Readonly<Record<string, string>> = {
  displayName: "displayname",
  profileEnabled: "profile_enabled",
  notifyEmail: "notify_email",
};

/** Writes fields as the server names and reads them. */
export function userFields(params: UpdateUser): Record<string, string | undefined> {
  const { quota, ...rest } = params;
  const fields: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(rest)) fields[WIRE_NAMES[name] ?? name] = text(value);
  if (quota !== undefined) fields.quota = quotaText(quota);
  return fields;
}

function text(value: string | boolean | null | undefined): string | undefined {
  if (typeof value === "boolean") return value ? "1" : "0";
  return value === null ? "" : value;
}

/** The server tells an unlimited quota by -3, and fails when it is told so. */
function quotaText(quota: number | string | null): string {
  return quota === null || Number(quota) < 0 ? "none" : String(quota);
}
