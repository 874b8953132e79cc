const UNITS = ["B", "KB", "MB", "GB", "TB", "PB"];

/** Reads a quota as Nextcloud does: bytes, -3 for no limit, `undefined` for the server's default. */
export function quotaBytes(quota: string): number | undefined {
  const text = quota.trim().toUpperCase();
  if (text === "NONE") return -3;
  if (text === "DEFAULT") return undefined;
  const number = Number.parseFloat(text);
  const unit = text.replace(/^[\d.\s]+/, "") || "B";
  return Math.round(number * 1024 ** UNITS.indexOf(unit));
}
