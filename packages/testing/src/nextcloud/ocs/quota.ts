import { internalServerError, OcsError } from "./envelope.js";

const UNITS: Record<string, number> = {
  "": 1,
  B: 1,
  KB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
  TB: 1024 ** 4,
  PB: 1024 ** 5,
};

/**
 * Read a quota such as "5 GB", "none", "default" or a number of bytes; `null` is unlimited.
 *
 * @throws OcsError 101 if it is not understood, 996 if it is negative
 */
export function parseQuota(text: string): number | null {
  if (text === "none" || text === "default") return null;
  const [, number = "", unit = ""] = /^\s*(-?\d+(?:\.\d+)?)\s*([a-zA-Z]{0,2})\s*$/.exec(text) ?? [];
  const factor = UNITS[unit.toUpperCase()];
  if (number === "" || factor === undefined) throw new OcsError(101, `Invalid quota value: ${text}`);
  const bytes = Math.round(Number(number) * factor);
  if (bytes < 0) throw internalServerError();
  return bytes;
}
